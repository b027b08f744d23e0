using System.Runtime.InteropServices;

namespace Cenote.Data;

/// <summary>Writes an array to a file of its own, item by item along the first axis, whole or not at all: <c>.npy</c>, <c>.npz</c> (not
/// compressed), <c>.safetensors</c>, or <c>.png</c>.</summary>
/// <remarks>The file appears under its name, in the place of an earlier one, when <see cref="Commit"/> is called; a writer that is disposed of
/// before leaves nothing behind. Little endian, C's order; NumPy's format in version 1.</remarks>
/// <typeparam name="T">The element type: any number type of 8 to 64 bits but <see cref="char"/>; a picture's is <see cref="byte"/>.</typeparam>
public sealed class ArrayFileWriter<T> : IDisposable
    where T : unmanaged
{
    private readonly NewFile _file;
    private readonly ArrayEncoder _encoder;
    private readonly string _path;
    private readonly long _elements;
    private long _written;

    /// <summary>Begins a file; its ending says of what kind it is.</summary>
    /// <param name="path">Where it will be. Its folder is there.</param>
    /// <param name="shape">The array's shape; a picture's is <c>[C, H, W]</c> with 1, 3 or 4 channels.</param>
    /// <param name="name">The array's name, where the file has names; by default the file's.</param>
    /// <param name="channelsLast">Whether a picture's shape is <c>[H, W, C]</c> in place of <c>[C, H, W]</c>.</param>
    /// <exception cref="ArgumentException">The ending is of no kind that is written, or the shape or the type not of that kind.</exception>
    /// <exception cref="NotSupportedException">The element type is none of array files.</exception>
    /// <exception cref="IOException">The file can not be made.</exception>
    public ArrayFileWriter(string path, ReadOnlySpan<nint> shape, string? name = null, bool channelsLast = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArrayElement element = ArrayElement.Of(typeof(T));
        _path = path;
        name ??= Path.GetFileNameWithoutExtension(path);
        _elements = element.BytesOf(shape, path)!.Value / element.Bytes;
        Func<Stream, ArrayEncoder> encoder = ArrayEncoder.For(path, element, shape.ToArray(), name, channelsLast);
        _file = new NewFile(path);
        try
        {
            _encoder = encoder(_file.Stream);
        }
        catch (IOException e)
        {
            _file.Dispose();
            throw _file.Told(e);
        }
    }

    /// <summary>Appends elements, in C's order.</summary>
    /// <exception cref="ArgumentException">There would be more than the shape has.</exception>
    /// <exception cref="IOException">They can not be written.</exception>
    public void Write(ReadOnlySpan<T> elements)
    {
        if (elements.Length > _elements - _written)
            throw new ArgumentException($"{_path} takes {_elements - _written} more elements, not {elements.Length}.", nameof(elements));

        try
        {
            _encoder.Body.Write(MemoryMarshal.AsBytes(elements));
        }
        catch (IOException e)
        {
            throw _file.Told(e);
        }

        _written += elements.Length;
    }

    /// <summary>Ends the file and gives it its name.</summary>
    /// <exception cref="InvalidOperationException">Elements are missing.</exception>
    /// <exception cref="IOException">It can not be written whole.</exception>
    public void Commit()
    {
        if (_written != _elements)
            throw new InvalidOperationException($"{_path} holds {_written} of {_elements} elements.");

        try
        {
            _encoder.Finish();
            _file.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _file.Told(e);
        }
    }

    /// <summary>Leaves nothing behind, unless <see cref="Commit"/> was called.</summary>
    public void Dispose() => _file.Dispose();
}
