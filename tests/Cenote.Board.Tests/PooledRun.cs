using System.Numerics.Tensors;
using Cenote.TensorBoard;

namespace Cenote.Board.Tests;

/// <summary>A run as <c>cenote visualize</c> writes it, small enough to reckon by hand: images of 6x6, before and after pooling.</summary>
internal sealed class PooledRun : IDisposable
{
    public const string Before = "Original_Images(池化前)";
    public const int Side = 6;

    private readonly SummaryWriter _writer;
    private readonly ArrayPooling _pool;
    private readonly int _images;
    private long _step;

    /// <param name="folder">The run's folder.</param>
    /// <param name="pooling">A name of the catalogue.</param>
    /// <param name="settings">By default windows of 2x2.</param>
    /// <param name="images">How many images a step has.</param>
    public PooledRun(string folder, string pooling = "max", PoolingSettings? settings = null, int images = 3)
    {
        PoolingOperator found = OperatorCatalogue.All.Single(o => o.Name == pooling);
        PoolingRecord record = new(found, settings ?? new PoolingSettings(), PoolingTags.Of(found), new ImageShape(3, Side, Side));
        _pool = record.Make();
        _images = images;
        After = record.Tags.After;
        _writer = new SummaryWriter(folder);
        _writer.AddText(PoolingRecord.Tag, record.ToJson());
    }

    public string After { get; }

    /// <summary>A stored pixel: no two neighbours are alike, and every step differs.</summary>
    public static byte Pixel(long step, int image, int channel, int row, int column) => (byte)(step * 5 + image * 31 + channel * 13 + row * 37 + column * 71);

    public static PooledRun Write(string folder, int steps, string pooling = "max", PoolingSettings? settings = null)
    {
        PooledRun run = new(folder, pooling, settings);
        for (int i = 0; i < steps; i++)
            run.AddStep();

        run.Dispose();
        return run;
    }

    public void AddStep()
    {
        float[] pixels = new float[_images * 3 * Side * Side];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = Pixel(_step, i / (3 * Side * Side), i / (Side * Side) % 3, i / Side % Side, i % Side) / 255f;

        Tensor<float> images = Tensor.Create(pixels, [_images, 3, Side, Side]);
        _writer.AddImages(Before, images.AsReadOnlyTensorSpan(), _step);
        _writer.AddImages(After, _pool.Pool(images, (ulong)_step).AsReadOnlyTensorSpan(), _step);
        _step++;
        _writer.Flush();
    }

    public void Dispose() => _writer.Dispose();
}
