using Cenote.Data;
using Cenote.TensorBoard;

namespace Cenote.Board.Images;

/// <summary>The last decoded pictures: a pointer that moves asks for the same two again and again.</summary>
internal sealed class PictureCache
{
    private const int Kept = 4;

    // A grid of 64 images of 128x128 is a megapixel; what is larger than this would take the memory of all else.
    private const int MostPixels = 1 << 23;

    private readonly Lock _lock = new();
    private readonly List<(EventPoint Point, DecodedImage Picture)> _pictures = [];

    /// <exception cref="InvalidDataException">It is no picture, or too large.</exception>
    /// <exception cref="IOException">The file can not be read.</exception>
    public DecodedImage Decode(EventPoint point)
    {
        lock (_lock)
        {
            int known = _pictures.FindIndex(p => p.Point.Path == point.Path && p.Point.Offset == point.Offset && p.Point.Index == point.Index);
            if (known >= 0)
                return _pictures[known].Picture;

            if ((long)point.Width * point.Height > MostPixels)
                throw new InvalidDataException($"The picture has {point.Width:N0} x {point.Height:N0} pixels; windows are told of pictures of up to {MostPixels:N0}.");

            byte[] file = EventFileReader.ReadContent(point)[0];
            DecodedImage picture = ImageDecoder.Decode(file, "The picture");
            if (picture.Width != point.Width || picture.Height != point.Height)
                throw new InvalidDataException($"The picture has {picture.Width} x {picture.Height} pixels, but its event says {point.Width} x {point.Height}.");

            if (_pictures.Count == Kept)
                _pictures.RemoveAt(0);

            _pictures.Add((point, picture));
            return picture;
        }
    }
}
