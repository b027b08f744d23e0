using System.Diagnostics;

namespace Cenote.Data;

/// <summary>Five photographs, cut into 91 tiles of 3 x 128 x 128: real images that come with the library and work offline.</summary>
/// <remarks>
/// <para>Every whole tile of every photograph, row by row from the top left; photographs in alphabetical order. The label of a tile is its
/// photograph. Right and bottom strips narrower than a tile are left out.</para>
/// <para>A photograph is decoded when one of its tiles is first read, and kept; all five together are 5.3 MB.</para>
/// <para>Sources: NASA, ESA, SpaceX, Stéfan van der Walt and Rachel Michetti, public domain or CC0; <c>Photographs/README.md</c> has the details.</para>
/// </remarks>
public sealed class Photographs : ImageDataset
{
    private const int Side = 128;

    private readonly Photograph[] _photographs =
    [
        new("astronaut.png", width: 512, height: 512),
        new("chelsea.png", width: 451, height: 300),
        new("coffee.png", width: 600, height: 400),
        new("hubble_deep_field.jpg", width: 1000, height: 872),
        new("rocket.jpg", width: 640, height: 427),
    ];

    /// <summary>Makes the data set; nothing is decoded yet.</summary>
    public Photographs()
    {
        Count = _photographs.Sum(photograph => photograph.Tiles);
        Classes = [.. _photographs.Select(photograph => Path.GetFileNameWithoutExtension(photograph.File))];
    }

    /// <summary><c>photographs</c>.</summary>
    public override string Name => "photographs";

    /// <summary>91.</summary>
    public override int Count { get; }

    /// <summary>3: red, green, blue.</summary>
    public override int Channels => 3;

    /// <summary>128.</summary>
    public override int Height => Side;

    /// <summary>128.</summary>
    public override int Width => Side;

    /// <summary>The photographs' names: astronaut, chelsea (a cat), coffee, hubble_deep_field, rocket.</summary>
    public override IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    protected override void ReadCore(int first, Span<byte> pixels, Span<int> labels)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            (int label, int tile) = Find(first + i);
            labels[i] = label;
            _photographs[label].CopyTile(tile, pixels.Slice(i * ImageLength, ImageLength));
        }
    }

    private (int Photograph, int Tile) Find(int index)
    {
        int photograph = 0;
        for (; index >= _photographs[photograph].Tiles; photograph++)
            index -= _photographs[photograph].Tiles;
        return (photograph, index);
    }

    private sealed class Photograph(string file, int width, int height)
    {
        private readonly Lazy<byte[]> _planes = new(() => Decode(file, width, height));

        internal string File => file;

        internal int Tiles => Columns * (height / Side);

        private int Columns => width / Side;

        internal void CopyTile(int tile, Span<byte> destination)
        {
            int corner = tile / Columns * Side * width + tile % Columns * Side;
            for (int channel = 0; channel < 3; channel++)
                for (int row = 0; row < Side; row++)
                {
                    int source = channel * width * height + corner + row * width;
                    _planes.Value.AsSpan(source, Side).CopyTo(destination[((channel * Side + row) * Side)..]);
                }
        }

        private static byte[] Decode(string file, int width, int height)
        {
            using Stream stream = typeof(Photographs).Assembly.GetManifestResourceStream($"Photographs/{file}")!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            DecodedImage image = ImageDecoder.Decode(bytes, file);
            Debug.Assert((image.Width, image.Height) == (width, height), "the table of photographs gives their sizes");
            return image.Planes;
        }
    }
}
