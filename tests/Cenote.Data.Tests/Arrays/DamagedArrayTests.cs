using System.IO.Compression;
using System.Text;

namespace Cenote.Data.Tests.Arrays;

/// <summary>What is no array file, or a damaged one, is refused in a sentence that names the file.</summary>
public sealed class DamagedArrayTests
{
    private const string Header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";

    private static readonly byte[] s_two = HandMade.Npy<float>("<f4", "(2,)", 1, 2);

    public static TheoryData<string, byte[], string> Files() => new()
    {
        { "x.npy", [], " ends within its header." },
        { "x.npy", s_two[..40], " ends within its header." },
        { "x.npy", s_two[..^1], " holds 7 bytes behind its header, but [2] of float32 needs 8." },
        { "x.npy", [.. s_two, 0], " holds 9 bytes behind its header, but [2] of float32 needs 8." },
        { "x.npy", Encoding.ASCII.GetBytes("not an array at all"), @" is no array of NumPy's: it does not begin with \x93NUMPY." },
        { "x.npy", HandMade.Npy(Header, new byte[8], major: 4), " is of version 4.0 of NumPy's format; 1.0, 2.0 and 3.0 are read." },
        { "x.npy", HandMade.Npy(Header.PadRight(70_000), new byte[8], major: 2), " has a header of 70,001 bytes; at most 65,536 are read." },
        { "x.npy", HandMade.Npy(Header.Replace("False", "True").Replace("2,", "2, 3"), new byte[24]), " is stored in Fortran's order, columns first; save it with numpy.ascontiguousarray(x) first." },
        { "x.npy", HandMade.Npy(Header.Replace("False", "None"), new byte[8]), " has a header that is not NumPy's: fortran_order is neither True nor False (at character 34)." },
        { "x.npy", HandMade.Npy(Header.Replace("2,", "2"), new byte[8]), " has a header that is not NumPy's: a tuple of one number has a comma (at character 52)." },
        { "x.npy", HandMade.Npy(Header.Replace("2,", "-2,"), new byte[8]), " has a header that is not NumPy's: a length is no whole number, or too great (at character 51)." },
        { "x.npy", HandMade.Npy(Header.Replace("2,", "99999999999999999999,"), new byte[8]), " has a header that is not NumPy's: a length is no whole number, or too great (at character 71)." },
        { "x.npy", HandMade.Npy(Header.Replace("2,", "3037000500, 3037000500"), new byte[8]), " has shape [3037000500, 3037000500], which no array of float32 can have." },
        { "x.npy", HandMade.Npy(Header.Replace("2,", "0, 9223372036854775807, 2"), []), " has shape [0, 9223372036854775807, 2], which no array of float32 can have." },
        { "x.npy", HandMade.Npy(Header.Replace("2,", string.Join(", ", Enumerable.Repeat(1, 65))), new byte[4]), " has a header that is not NumPy's: there are more than 64 axes (at character 244)." },
        { "x.npy", HandMade.Npy(Header.Replace("descr", "desc"), new byte[8]), " has a header that is not NumPy's: 'desc' is there twice or not expected (at character 8)." },
        { "x.npy", HandMade.Npy("{'descr': '<f4', 'descr': '<f4', }", new byte[8]), " has a header that is not NumPy's: 'descr' is there twice or not expected (at character 25)." },
        { "x.npy", HandMade.Npy("{'descr': '<f4', }", new byte[8]), " has a header that is not NumPy's: one of descr, fortran_order and shape is missing (at character 18)." },
        { "x.npy", HandMade.Npy(Header + "; import os", new byte[8]), " has a header that is not NumPy's: something follows the dictionary (at character 57)." },
        { "x.npy", HandMade.Npy("{'descr': [('a', ", new byte[8]), " has a header that is not NumPy's: a bracket is not closed (at character 18)." },
        { "x.npy", HandMade.Npy("{'descr", new byte[8]), " has a header that is not NumPy's: a text is missing (at character 1)." },
        { "x.npz", Encoding.ASCII.GetBytes("no zip"), " is no zip that can be read: " },
        { "x.npz", Stored(("x.npy", s_two))[..^10], " is no zip that can be read: " },
        { "x.npz", Stored(("x.npy", s_two[..^1])), " holds 7 bytes behind its header, but [2] of float32 needs 8." },
        { "x.npz", Stored(("x.npy", s_two), ("x.npy", s_two)), " holds x.npy twice." },
        { "x.npz", Telling(stored: null, 4_000_000_000), " to 4,000,000,000 bytes; the file holds " },
        { "x.npz", Telling(stored: 4_000_000_000, 4_000_000_000), " is said to grow from 4,000,000,000 to 4,000,000,000 bytes; the file holds " },
        { "x.safetensors", [1, 2, 3], " is no safetensors file: it is shorter than 8 bytes." },
        { "x.safetensors", [.. BitConverter.GetBytes(ulong.MaxValue), 0], " has a header of 18,446,744,073,709,551,615 bytes; at most 2,097,152 are read." },
        { "x.safetensors", [.. BitConverter.GetBytes(100L), 0], " has a header of 100 bytes, but holds 9." },
        { "x.safetensors", HandMade.Safetensors("[]", []), " has a header that is not one of safetensors: an object is missing." },
        { "x.safetensors", HandMade.Safetensors("{\"x\":", []), " has a header that is no JSON: " },
        { "x.safetensors", HandMade.Safetensors("{} {}", []), " has a header that is no JSON: " },
        { "x.safetensors", HandMade.Safetensors("""{"\ud800":{}}""", []), " has a header that is no JSON: " },
        { "x.safetensors", HandMade.Safetensors("""{"__metadata__":{"a":1}}""", []), " has metadata that is no text." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]} """), " tells of x twice." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[2,6]} """), " begins at byte 2, within the array before it, which ends at 4." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]} """), " begins at byte 4, behind the end of the array before it, which ends at 0." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]} """), " holds 8 bytes of arrays, but its header tells of 4." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]} """), " holds 8 bytes of arrays, but its header tells of 12." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]} """), " lies from byte 0 to 8, where [3] of float32 does not fit." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"Q9","shape":[3],"data_offsets":[8,0]} """), " lies from byte 8 to 0, where [3] of Q9 does not fit." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]} """), " has shape [4294967296, 4294967296], which no array of float32 can have." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]} """), " has a shape or data_offsets that is no list of whole numbers of at least 0." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]} """), " has a shape or data_offsets that is no list of whole numbers of at least 0." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]} """), " has a shape or data_offsets that is no list of whole numbers of at least 0." },
        { "x.safetensors", Tensors(""" "x":{"dtype":"F32","shape":[2]} """), " lacks one of dtype, shape and data_offsets." },
        { "x.safetensors", Tensors(""" "x":{"dtype":7,"shape":[2]} """), " has dtype twice, without its value, or has no such thing." },
        { "x.png", Encoding.ASCII.GetBytes("no picture"), " is no picture that can be read (PNG, JPEG or WebP), or it ends within its header." },
    };

    [Theory, MemberData(nameof(Files))]
    public void IsRefused(string file, byte[] bytes, string sentence)
    {
        using TempFolder folder = new();
        string path = folder.File(file);
        File.WriteAllBytes(path, bytes);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ArrayFile.Open(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AChecksumThatIsNotTheDatasIsFoundAtTheEnd()
    {
        using TempFolder folder = new();
        byte[] bytes = Stored(("x.npy", HandMade.Npy<float>("<f4", "(3,)", 1, 2, 3)));
        bytes[bytes.AsSpan().IndexOf(BitConverter.GetBytes(2f))] ^= 1;
        File.WriteAllBytes(folder.File("x.npz"), bytes);
        using ArrayFile opened = ArrayFile.Open(folder.File("x.npz"));
        Assert.Matches(@"^x\.npy in .*x\.npz is damaged: its checksum is [0-9a-f]{8}, and should be [0-9a-f]{8}\.$", Assert.Throws<InvalidDataException>(() => opened.Arrays[0].Read<float>(0, new float[3])).Message);
    }

    [Fact]
    public void AFileThatBecomesShorterIsNoDamage()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets nobody write a file that is being read.");
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), s_two);
        using ArrayFile opened = ArrayFile.Open(folder.File("x.npy"));
        using (FileStream cut = new(folder.File("x.npy"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            cut.SetLength(s_two.Length - 4);

        EndOfStreamException error = Assert.Throws<EndOfStreamException>(() => opened.Arrays[0].Read<float>(0, new float[2]));
        Assert.Equal($"{folder.File("x.npy")} ended at byte {s_two.Length - 4}; it was longer when it was opened.", error.Message);
    }

    [Theory]
    [InlineData("x.gif")]
    [InlineData("x")]
    public void AnotherEndingIsTheCallersMistake(string file) =>
        Assert.StartsWith($"{file} is of no kind that is read (.npy, .npz, .safetensors, .png, .jpg, .jpeg, .webp).", Assert.Throws<ArgumentException>(() => ArrayFile.Open(file)).Message, StringComparison.Ordinal);

    private static byte[] Stored(params (string, byte[])[] entries) => HandMade.Zip(CompressionLevel.NoCompression, entries);

    // Sizes that the directory at the end tells of, as a bomb would.
    private static byte[] Telling(uint? stored, uint size)
    {
        byte[] zip = Stored(("x.npy", s_two));
        int directory = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
        if (stored is uint bytes)
            BitConverter.GetBytes(bytes).CopyTo(zip, directory + 20);

        BitConverter.GetBytes(size).CopyTo(zip, directory + 24);
        return zip;
    }

    private static byte[] Tensors(string entries) => HandMade.Safetensors("{" + entries + "}", new byte[8]);
}
