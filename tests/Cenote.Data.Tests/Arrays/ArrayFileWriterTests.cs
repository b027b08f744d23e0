using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Cenote.Data.Tests.Arrays;

/// <summary>What is written is what the formats' specifications say, and appears whole or not at all.</summary>
public sealed class ArrayFileWriterTests
{
    private static readonly nint[] s_shape = [2, 3];

    [Theory]
    [InlineData(new int[] { 2, 3 }, "(2, 3)")]
    [InlineData(new int[] { 6 }, "(6,)")]
    [InlineData(new int[] { 1, 2, 1, 3 }, "(1, 2, 1, 3)")]
    public void WritesNumPysBytes(int[] shape, string text)
    {
        using TempFolder folder = new();
        Write(folder.File("x.npy"), [.. shape.Select(n => (nint)n)]);
        byte[] file = File.ReadAllBytes(folder.File("x.npy"));
        Assert.Equal("934E554D505901007600", Convert.ToHexString(file[..10]));
        Assert.Equal($"{{'descr': '<f4', 'fortran_order': False, 'shape': {text}, }}", HandMade.Dictionary(file));
        Assert.Equal((byte)'\n', file[127]);
        Assert.Equal([1, 2, 3, 4, 5, 6], HandMade.Elements<float>(file));
        Assert.Equal(128 + 24, file.Length);
    }

    [Fact]
    public void WritesAZipThatNumPyReads()
    {
        using TempFolder folder = new();
        Write(folder.File("x.npz"), s_shape, "features");
        using ZipArchive zip = ZipFile.OpenRead(folder.File("x.npz"));
        ZipArchiveEntry entry = Assert.Single(zip.Entries);
        Assert.Equal(("features.npy", entry.Length), (entry.FullName, entry.CompressedLength));
        using MemoryStream copy = new();
        using (Stream stream = entry.Open())
            stream.CopyTo(copy);

        Assert.Equal([1, 2, 3, 4, 5, 6], HandMade.Elements<float>(copy.ToArray()));
        Assert.Equal(EventFile.Crc(copy.ToArray(), 0xedb88320), entry.Crc32);
    }

    [Fact]
    public void WritesSafetensors()
    {
        using TempFolder folder = new();
        Write(folder.File("x.safetensors"), s_shape, "a.\"b\"");
        byte[] file = File.ReadAllBytes(folder.File("x.safetensors"));
        int header = (int)BitConverter.ToInt64(file);
        Assert.Equal(0, header % 8);
        Assert.Equal("""{"a.\u0022b\u0022":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}""", Encoding.UTF8.GetString(file, 8, header).TrimEnd());
        Assert.Equal([1, 2, 3, 4, 5, 6], MemoryMarshal.Cast<byte, float>(file.AsSpan(8 + header)));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void WritesAndReadsPictures(int channels, bool channelsLast)
    {
        const int Height = 5, Width = 7;
        using TempFolder folder = new();
        byte[] interleaved = new byte[Height * Width * channels];
        new Random(channels).NextBytes(interleaved);
        byte[] planes = [.. Enumerable.Range(0, channels).SelectMany(c => Enumerable.Range(0, Height * Width).Select(pixel => interleaved[pixel * channels + c]))];
        nint[] shape = channelsLast ? [Height, Width, channels] : [channels, Height, Width];
        using (ArrayFileWriter<byte> writer = new(folder.File("x.png"), shape, channelsLast: channelsLast))
        {
            writer.Write(channelsLast ? interleaved : planes);
            writer.Commit();
        }

        // Against the tests' own decoder.
        PngPicture picture = PngPicture.Decode(File.ReadAllBytes(folder.File("x.png")));
        Assert.Equal((Width, Height, channels), (picture.Width, picture.Height, picture.Channels));
        Assert.Equal(interleaved, picture.Pixels);
        foreach (bool last in (bool[])[false, true])
        {
            using ArrayFile file = ArrayFile.Open(folder.File("x.png"), last);
            byte[] read = new byte[interleaved.Length];
            file.Arrays[0].Read<byte>(0, read);
            Assert.Equal(last ? [Height, Width, channels] : [channels, Height, Width], file.Arrays[0].Shape);
            Assert.Equal(last ? interleaved : planes, read);
        }
    }

    [Fact]
    public void PicturesOf16BitsAreRefused()
    {
        using TempFolder folder = new();
        using (ArrayFileWriter<byte> writer = new(folder.File("x.png"), [1, 1, 1]))
        {
            writer.Write([7]);
            writer.Commit();
        }

        byte[] png = File.ReadAllBytes(folder.File("x.png"));
        png[24] = 16;
        File.WriteAllBytes(folder.File("x.png"), png);
        Assert.Equal($"{folder.File("x.png")} has 16 bits a channel; pictures of 8 are read.", Assert.Throws<InvalidDataException>(() => ArrayFile.Open(folder.File("x.png"))).Message);
    }

    [Theory]
    [InlineData("x.npy")]
    [InlineData("x.npz")]
    [InlineData("x.safetensors")]
    public void AnArrayThatIsNotWholeLeavesTheEarlierFile(string name)
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.File(name), "earlier");
        using (ArrayFileWriter<float> writer = new(folder.File(name), s_shape))
        {
            writer.Write([1, 2, 3, 4]);
            Assert.Equal("earlier", File.ReadAllText(folder.File(name)));
            Assert.Equal($"{folder.File(name)} holds 4 of 6 elements.", Assert.Throws<InvalidOperationException>(writer.Commit).Message);
            Assert.StartsWith($"{folder.File(name)} takes 2 more elements, not 3.", Assert.Throws<ArgumentException>(() => writer.Write([1, 2, 3])).Message, StringComparison.Ordinal);
        }

        Assert.Equal([folder.File(name)], Directory.GetFiles(folder.Path));
        Assert.Equal("earlier", File.ReadAllText(folder.File(name)));
        Write(folder.File(name), s_shape);
        Assert.Equal([folder.File(name)], Directory.GetFiles(folder.Path));
        Assert.NotEqual("earlier", File.ReadAllText(folder.File(name)));
    }

    [Theory]
    [InlineData("x.gif", "x.gif is of no kind that is written (.npy, .npz, .safetensors, .png).")]
    [InlineData("x.png", "x.png would be a picture of [2, 3] float32; one is [C, H, W] of uint8 with 1, 3 or 4 channels.")]
    public void WhatCanNotBeWrittenIsRefusedBeforeAnythingIs(string name, string sentence)
    {
        using TempFolder folder = new();
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ArrayFileWriter<float>(folder.File(name), s_shape));
        Assert.StartsWith(folder.File(sentence), error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void AFolderThatIsNotThereIsAnError()
    {
        using TempFolder folder = new();
        IOException error = Assert.Throws<IOException>(() => new ArrayFileWriter<float>(folder.File("none/x.npy"), s_shape));
        Assert.StartsWith($"{folder.File("none/x.npy")} can not be written: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".part", error.Message, StringComparison.Ordinal);
        Directory.CreateDirectory(folder.File("y.npy"));
        Assert.Equal($"{folder.File("y.npy")} can not be written: it is a folder.", Assert.Throws<IOException>(() => new ArrayFileWriter<float>(folder.File("y.npy"), s_shape)).Message);
    }

    private static void Write(string path, nint[] shape, string? name = null)
    {
        using ArrayFileWriter<float> writer = new(path, shape, name);
        writer.Write([1, 2]);
        writer.Write([3, 4, 5, 6]);
        writer.Commit();
    }
}
