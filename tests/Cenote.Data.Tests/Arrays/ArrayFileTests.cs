using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Cenote.Data.Tests.Arrays;

/// <summary>Files made byte by byte from the formats' specifications are read as what they are.</summary>
public sealed class ArrayFileTests
{
    private static readonly float[] s_six = [1, 2.5f, -3, float.NaN, float.PositiveInfinity, -0f];

    private static byte[] Six => MemoryMarshal.AsBytes<float>(s_six).ToArray();

    public static TheoryData<string, string, byte[]> Floats() => new()
    {
        { "as numpy.save writes it", "x.npy", HandMade.Npy<float>("<f4", "(2, 3)", s_six) },
        { "version 2", "x.npy", HandMade.Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", Six, major: 2) },
        { "version 3", "x.npy", HandMade.Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", Six, major: 3) },
        { "big endian", "x.npy", HandMade.Npy(">f4", "(2, 3)", Swapped(Six, 4)) },
        { "no comma at the end, other quotes, another order, Python 2's long integers", "x.npy", HandMade.Npy("{\"shape\": (2L, 3L), \"fortran_order\" :False,\"descr\":\"<f4\"}   ", Six) },
        { "native order", "x.npy", HandMade.Npy<float>("=f4", "(2, 3)", s_six) },
        { "stored in a zip", "x.npz", HandMade.Zip(CompressionLevel.NoCompression, ("x.npy", HandMade.Npy<float>("<f4", "(2, 3)", s_six))) },
        { "compressed in a zip", "x.npz", HandMade.Zip(CompressionLevel.SmallestSize, ("readme.txt", [1, 2]), ("x.npy", HandMade.Npy<float>("<f4", "(2, 3)", s_six))) },
        { "safetensors", "x.safetensors", HandMade.Safetensors("""{"x":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}""", Six) },
        { "safetensors, padded, with metadata", "x.safetensors", HandMade.Safetensors("""{"__metadata__":{"format":"pt"},"x":{"data_offsets":[0,24],"shape":[2,3],"dtype":"F32"}}   """, Six) },
    };

    [Theory, MemberData(nameof(Floats))]
    public void ReadsSixFloats(string name, string file, byte[] bytes)
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File(file), bytes);
        using ArrayFile opened = ArrayFile.Open(folder.File(file));
        StoredArray array = Assert.Single(opened.Arrays);
        Assert.Equal(("x", "float32", typeof(float), 3), (array.Name, array.ElementName, array.ElementType, (int)array.ItemLength));
        Assert.Equal([2, 3], array.Shape);

        float[] all = new float[6];
        array.Read<float>(0, all);
        Assert.True(MemoryMarshal.AsBytes<float>(all).SequenceEqual(Six), $"{name}: {string.Join(" ", all)}");

        // Once more, item by item, the last first.
        float[] item = new float[3];
        array.Read<float>(1, item);
        Assert.Equal(s_six[3..], item);
        array.Read<float>(0, item);
        Assert.Equal(s_six[..3], item);
        array.Read<float>(2, []);
    }

    public static TheoryData<string, string, string, Array> Types() => new()
    {
        { "<f2", "F16", "float16", new Half[] { (Half)1.5f, (Half)(-2) } },
        { "<f8", "F64", "float64", new double[] { Math.PI, double.Epsilon } },
        { "|i1", "I8", "int8", new sbyte[] { -128, 127 } },
        { "<i2", "I16", "int16", new short[] { -32768, 5 } },
        { "<i4", "I32", "int32", new int[] { int.MinValue, 5 } },
        { "<i8", "I64", "int64", new long[] { long.MinValue, 5 } },
        { "|u1", "U8", "uint8", new byte[] { 0, 255 } },
        { "<u2", "U16", "uint16", new ushort[] { 65535, 5 } },
        { "<u4", "U32", "uint32", new uint[] { uint.MaxValue, 5 } },
        { "<u8", "U64", "uint64", new ulong[] { ulong.MaxValue, 5 } },
    };

    [Theory, MemberData(nameof(Types))]
    public void ReadsEveryNumberType(string descr, string code, string name, Array expected)
    {
        byte[] data = new byte[Buffer.ByteLength(expected is Half[] ? new short[2] : expected)];
        (expected is Half[] halves ? MemoryMarshal.AsBytes(halves.AsSpan()) : Bytes(expected)).CopyTo(data);
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("a.npy"), HandMade.Npy<byte>(descr, "(2,)", data));
        File.WriteAllBytes(folder.File("b.npy"), HandMade.Npy<byte>(descr.Replace('<', '>'), "(2,)", Swapped(data, data.Length / 2)));
        File.WriteAllBytes(folder.File("c.safetensors"), HandMade.Safetensors($$"""{"c":{"dtype":"{{code}}","shape":[2],"data_offsets":[0,{{data.Length}}]} }""", data));
        foreach (string file in (string[])["a.npy", "b.npy", "c.safetensors"])
        {
            using ArrayFile opened = ArrayFile.Open(folder.File(file));
            StoredArray array = Assert.Single(opened.Arrays);
            Assert.Equal((name, expected.GetType().GetElementType()), (array.ElementName, array.ElementType));
            Assert.Equal(expected, Read(array));
        }
    }

    [Theory]
    [InlineData("'<c8'", "c8")]
    [InlineData("'|b1'", "bool")]
    [InlineData("'<U7'", "U7")]
    [InlineData("'|O'", "O")]
    [InlineData("'bfloat16'", "bfloat16")]
    [InlineData("[('x', '<f4'), ('y}', '<i8', (2,))]", "structures")]
    public void NamesWhatItDoesNotRead(string descr, string name)
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), HandMade.Npy($"{{'descr': {descr}, 'fortran_order': False, 'shape': (2,), }}", new byte[name == "bool" ? 2 : name == "bfloat16" ? 4 : 16]));
        using ArrayFile opened = ArrayFile.Open(folder.File("x.npy"));
        StoredArray array = Assert.Single(opened.Arrays);
        Assert.Equal((name, null), (array.ElementName, array.ElementType));
        Assert.Equal($"x holds {name}, not Single. (Parameter 'T')", Assert.Throws<ArgumentException>(() => array.Read<float>(0, new float[2])).Message);
    }

    [Theory]
    [InlineData("()", new long[0], 1)]
    [InlineData("(0,)", new long[] { 0 }, 0)]
    [InlineData("(1000000000000, 0)", new long[] { 1_000_000_000_000, 0 }, 0)]
    [InlineData("(3, 1, 1)", new long[] { 3, 1, 1 }, 3)]
    public void ReadsOddShapes(string text, long[] shape, int elements)
    {
        using TempFolder folder = new();
        float[] data = s_six[..elements];

        // In Fortran's order, which is here C's as well.
        File.WriteAllBytes(folder.File("x.npy"), HandMade.Npy($"{{'descr': '<f4', 'fortran_order': True, 'shape': {text}, }}", MemoryMarshal.AsBytes<float>(data)));
        using ArrayFile opened = ArrayFile.Open(folder.File("x.npy"));
        StoredArray array = Assert.Single(opened.Arrays);
        Assert.Equal(shape, array.Shape.ToArray().Select(n => (long)n));
        float[] read = new float[elements];
        array.Read<float>(0, read);
        Assert.Equal(data, read);
    }

    /// <summary>An archive that NumPy itself wrote, against a reader of the tests' own.</summary>
    [Fact]
    public void ReadsEveryArrayOfARealArchive()
    {
        string path = Path.Combine(Repository.Root, "tests", "Cenote.Tests", "Conformance", "torch", "dev.npz");
        using ArrayFile opened = ArrayFile.Open(path);
        using ZipArchive zip = ZipFile.OpenRead(path);
        Assert.Equal(zip.Entries.Select(e => e.FullName), opened.Arrays.Select(a => a.Name + ".npy"));
        Assert.NotEmpty(opened.Arrays);
        foreach ((ZipArchiveEntry entry, StoredArray array) in zip.Entries.Zip(opened.Arrays))
        {
            using MemoryStream copy = new();
            using (Stream stream = entry.Open())
                stream.CopyTo(copy);

            Assert.Equal(HandMade.Elements<byte>(copy.ToArray()), Bytes(Read(array)).ToArray());
        }
    }

    [Fact]
    public void FindsArraysOfASafetensorsFileAtTheirOffsets()
    {
        using TempFolder folder = new();
        byte[] data = [1, 2, 3, 0, 0, 128, 63];
        File.WriteAllBytes(folder.File("x.safetensors"), HandMade.Safetensors(
            """{"é\"":{"dtype":"F32","shape":[],"data_offsets":[3,7]},"b":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"n":{"dtype":"BF16","shape":[0,4],"data_offsets":[3,3]}}""", data));
        using ArrayFile opened = ArrayFile.Open(folder.File("x.safetensors"));
        Assert.Equal(["é\"", "b", "n"], opened.Arrays.Select(a => a.Name));
        float[] one = new float[1];
        opened.Arrays[0].Read<float>(0, one);
        Assert.Equal([1], one);
        Assert.Equal(new byte[] { 1, 2, 3 }, Read(opened.Arrays[1]));
        Assert.Equal(("bfloat16", null), (opened.Arrays[2].ElementName, opened.Arrays[2].ElementType));
    }

    /// <summary>Photographs, against the planes that data sets are made of.</summary>
    [Theory]
    [InlineData("rocket.jpg")]
    [InlineData("coffee.png")]
    public void ReadsPhotographs(string file)
    {
        string path = Path.Combine(Repository.Root, "src", "Cenote.Data", "Photographs", file);
        DecodedImage expected = ImageDecoder.Decode(File.ReadAllBytes(path), file);
        using ArrayFile opened = ArrayFile.Open(path);
        StoredArray array = Assert.Single(opened.Arrays);
        Assert.Equal([3, expected.Height, expected.Width], array.Shape);
        Assert.True(expected.Planes.AsSpan().SequenceEqual((byte[])Read(array)));
    }

    [Theory]
    [InlineData("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA", 3)]
    [InlineData("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==", 4)]
    public void ReadsWebP(string onePixel, int channels)
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("x.webp"), Convert.FromBase64String(onePixel));
        using ArrayFile opened = ArrayFile.Open(folder.File("x.webp"), channelsLast: true);
        Assert.Equal([1, 1, channels], Assert.Single(opened.Arrays).Shape);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(3, 0)]
    public void ReadsWholeItemsThatAreThere(int first, int elements)
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), HandMade.Npy<float>("<f4", "(2, 2)", 1, 2, 3, 4));
        using ArrayFile opened = ArrayFile.Open(folder.File("x.npy"));
        Assert.Throws<ArgumentException>(() => opened.Arrays[0].Read<float>(first, new float[elements]));
    }

    internal static Array Read(StoredArray array)
    {
        int length = (int)array.Shape.ToArray().Aggregate((nint)1, (product, n) => product * n);
        return array.ElementName switch
        {
            "float16" => Elements<Half>(),
            "float32" => Elements<float>(),
            "float64" => Elements<double>(),
            "int8" => Elements<sbyte>(),
            "int16" => Elements<short>(),
            "int32" => Elements<int>(),
            "int64" => Elements<long>(),
            "uint8" => Elements<byte>(),
            "uint16" => Elements<ushort>(),
            "uint32" => Elements<uint>(),
            _ => Elements<ulong>(),
        };

        T[] Elements<T>()
            where T : unmanaged
        {
            T[] elements = new T[length];
            array.Read<T>(0, elements);
            return elements;
        }
    }

    private static ReadOnlySpan<byte> Bytes(Array elements) =>
        MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(elements), elements.Length * Marshal.SizeOf(elements.GetType().GetElementType()!));

    private static byte[] Swapped(byte[] bytes, int size) => [.. bytes.Chunk(size).SelectMany(element => element.Reverse())];
}
