using System.Numerics.Tensors;
using Cenote.TensorBoard.Protos;
using Google.Protobuf;

namespace Cenote.TensorBoard;

/// <summary>Writes a TensorBoard event file: scalars, images and text, as PyTorch's <c>torch.utils.tensorboard.SummaryWriter</c> writes them.</summary>
/// <remarks>
/// <para>Safe to use from several threads; the file holds each thread's events in the order it added them. Pictures are encoded on all cores; a
/// call that finds too many pending (two a core) waits or helps, so memory does not grow with the number of images.</para>
/// <para>When the file can not be written (a full disk), it is cut back to its last whole event, and this and every later call throw
/// <see cref="IOException"/>; if no call followed, <see cref="Dispose"/> does.</para>
/// <para>Source: PyTorch 2, <c>torch/utils/tensorboard</c>; TensorFlow, <c>event.proto</c> and <c>summary.proto</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// using var writer = new SummaryWriter("runs/pooling");
/// writer.AddImages("input", batch);            // Tensor&lt;float&gt; of shape [64, 3, 32, 32], values 0 to 1
/// writer.AddScalar("loss", 0.25, step: 1);
/// </code>
/// </example>
public sealed class SummaryWriter : IDisposable
{
    private static int s_filesOfThisProcess = -1;

    private readonly EventQueue _queue;

    /// <summary>Creates the folder, if needed, and a new event file in it. An existing file is never touched.</summary>
    /// <param name="logDirectory">The folder of one run.</param>
    /// <exception cref="ArgumentException"><paramref name="logDirectory"/> is empty.</exception>
    /// <exception cref="IOException">The folder or the file can not be made; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    public SummaryWriter(string logDirectory)
        : this(logDirectory, static path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0))
    {
    }

    internal SummaryWriter(string logDirectory, Func<string, Stream> createNew)
    {
        ArgumentException.ThrowIfNullOrEmpty(logDirectory);
        LogDirectory = logDirectory;
        Directory.CreateDirectory(logDirectory);
        (FilePath, Stream stream) = CreateFile(logDirectory, createNew);
        var file = new RecordFile(stream);
        try
        {
            file.Append(new Event { WallTime = Now(), FileVersion = "brain.Event:2" });
        }
        catch
        {
            // A file without events would pass for a run.
            file.Dispose();
            File.Delete(FilePath);
            throw;
        }

        _queue = new EventQueue(file, FilePath);
    }

    /// <summary>The folder, as it was given.</summary>
    public string LogDirectory { get; }

    /// <summary>The event file: <c>events.out.tfevents.</c>, seconds since 1970 in ten digits, host, process, number.</summary>
    public string FilePath { get; }

    /// <summary>Adds one point of a curve.</summary>
    /// <param name="tag">The curve's name; slashes group curves.</param>
    /// <param name="value">Any value, NaN and infinities included. Stored in single precision, as PyTorch does.</param>
    /// <param name="step">The place on the curve.</param>
    /// <exception cref="ArgumentException"><paramref name="tag"/> is null or empty.</exception>
    /// <exception cref="IOException">An event could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void AddScalar(string tag, double value, long step = 0)
    {
        CheckTag(tag);
        _queue.Add(MakeEvent(new SummaryValue { Tag = tag, SimpleValue = (float)value }, step));
    }

#pragma warning disable RS0026 // The overloads differ in the element type, which no caller leaves out: the optional parameters can not clash.
    /// <summary>Adds one image. The tensor may be reused on return.</summary>
    /// <param name="tag">The image's name; slashes group images.</param>
    /// <param name="image"><c>[C, H, W]</c>, C being 1 (grey, stored as RGB), 3 (RGB) or 4 (RGBA). Each value times 255 is clipped to 0 to 255
    /// and truncated; NaN is 0. Any strides.</param>
    /// <param name="step">The place on TensorBoard's slider.</param>
    /// <param name="channelsLast"><paramref name="image"/> is <c>[H, W, C]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="tag"/> is null or empty, or the shape does not fit; nothing was written.</exception>
    /// <exception cref="IOException">An event could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void AddImage(string tag, scoped in ReadOnlyTensorSpan<float> image, long step = 0, bool channelsLast = false)
    {
        CheckTag(tag);
        Add(tag, in image, ImageGrid.ForImage(image.Lengths, channelsLast, nameof(image)), step);
    }

    /// <inheritdoc cref="AddImage(string, in ReadOnlyTensorSpan{float}, long, bool)"/>
    /// <param name="tag">The image's name; slashes group images.</param>
    /// <param name="image"><c>[C, H, W]</c>, C being 1 (grey, stored as RGB), 3 (RGB) or 4 (RGBA). Bytes are stored as they are. Any strides.</param>
    /// <param name="step">The place on TensorBoard's slider.</param>
    /// <param name="channelsLast"><paramref name="image"/> is <c>[H, W, C]</c>.</param>
    public void AddImage(string tag, scoped in ReadOnlyTensorSpan<byte> image, long step = 0, bool channelsLast = false)
    {
        CheckTag(tag);
        Add(tag, in image, ImageGrid.ForImage(image.Lengths, channelsLast, nameof(image)), step);
    }

    /// <summary>Adds several images as one grid: rows of min(N, 8), no gap, black where the last row is not full. The tensor may be reused on return.</summary>
    /// <param name="tag">The grid's name; slashes group images.</param>
    /// <param name="images"><c>[N, C, H, W]</c>, N 1 or more, C being 1 (grey, stored as RGB) or 3 (RGB). Each value times 255 is clipped to 0 to
    /// 255 and truncated; NaN is 0. Any strides.</param>
    /// <param name="step">The place on TensorBoard's slider.</param>
    /// <param name="channelsLast"><paramref name="images"/> is <c>[N, H, W, C]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="tag"/> is null or empty, or the shape does not fit; nothing was written.</exception>
    /// <exception cref="IOException">An event could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void AddImages(string tag, scoped in ReadOnlyTensorSpan<float> images, long step = 0, bool channelsLast = false)
    {
        CheckTag(tag);
        Add(tag, in images, ImageGrid.ForImages(images.Lengths, channelsLast, nameof(images)), step);
    }

    /// <inheritdoc cref="AddImages(string, in ReadOnlyTensorSpan{float}, long, bool)"/>
    /// <param name="tag">The grid's name; slashes group images.</param>
    /// <param name="images"><c>[N, C, H, W]</c>, N 1 or more, C being 1 (grey, stored as RGB) or 3 (RGB). Bytes are stored as they are. Any strides.</param>
    /// <param name="step">The place on TensorBoard's slider.</param>
    /// <param name="channelsLast"><paramref name="images"/> is <c>[N, H, W, C]</c>.</param>
    public void AddImages(string tag, scoped in ReadOnlyTensorSpan<byte> images, long step = 0, bool channelsLast = false)
    {
        CheckTag(tag);
        Add(tag, in images, ImageGrid.ForImages(images.Lengths, channelsLast, nameof(images)), step);
    }
#pragma warning restore RS0026

    /// <summary>Adds a text, which TensorBoard shows as Markdown.</summary>
    /// <param name="tag">The text's name. Stored with PyTorch's suffix <c>/text_summary</c>.</param>
    /// <param name="text">Any text; it may be empty.</param>
    /// <param name="step">The place on TensorBoard's slider.</param>
    /// <exception cref="ArgumentException"><paramref name="tag"/> is null or empty, or <paramref name="text"/> is null.</exception>
    /// <exception cref="IOException">An event could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void AddText(string tag, string text, long step = 0)
    {
        const int StringType = 7;   // DT_STRING in TensorFlow's types.proto
        CheckTag(tag);
        ArgumentNullException.ThrowIfNull(text);
        var shape = new TensorShape { Dim = { new Dimension { Size = 1 } } };
        _queue.Add(MakeEvent(
            new SummaryValue
            {
                Tag = tag + "/text_summary",
                Metadata = new SummaryMetadata { PluginData = new PluginData { PluginName = "text" } },
                Tensor = new TensorValue { Dtype = StringType, Shape = shape, StringVal = { ByteString.CopyFromUtf8(text) } },
            },
            step));
    }

    /// <summary>Returns when everything added before is in the file: other readers see it, and it outlives this process.</summary>
    /// <exception cref="IOException">An event could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void Flush() => _queue.Flush();

    /// <summary>Writes what is pending and closes the file. A second call does nothing.</summary>
    /// <exception cref="IOException">An event could not be written, and no call before could tell.</exception>
    public void Dispose() => _queue.Dispose();

    private void Add<T>(string tag, scoped in ReadOnlyTensorSpan<T> images, ImageGrid grid, long step)
        where T : unmanaged
    {
        Picture picture = _queue.Rent();
        grid.Draw(in images, picture.Resize(grid.PictureWidth, grid.PictureHeight, grid.PictureChannels));
        var image = new Protos.Picture { Height = grid.PictureHeight, Width = grid.PictureWidth, Colorspace = grid.PictureChannels };
        _queue.Add(MakeEvent(new SummaryValue { Tag = tag, Image = image }, step), picture);
    }

    private static Event MakeEvent(SummaryValue value, long step) =>
        new() { WallTime = Now(), Step = step, Summary = new Summary { Value = { value } } };

    private static double Now() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    private static void CheckTag(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.Length == 0)
            throw new ArgumentException("tag is empty; TensorBoard shows things by their tag.", nameof(tag));
    }

    private static (string Path, Stream Stream) CreateFile(string folder, Func<string, Stream> createNew)
    {
        while (true)
        {
            int number = Interlocked.Increment(ref s_filesOfThisProcess);
            string path = Path.Combine(
                folder, $"events.out.tfevents.{(long)Now():d10}.{Environment.MachineName}.{Environment.ProcessId}.{number}");
            try
            {
                return (path, createNew(path));
            }
            catch (IOException) when (File.Exists(path))
            {
                // The same process number on a host of the same name, as containers have it: the next number is as good.
            }
        }
    }
}
