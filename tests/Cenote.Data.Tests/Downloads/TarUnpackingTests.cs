using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using static Cenote.Data.Tests.Downloads.TarFile;

namespace Cenote.Data.Tests.Downloads;

public sealed class TarUnpackingTests
{
    public sealed record HostileCase(string Name, Func<byte[]> Archive, string Message)
    {
        public override string ToString() => Name;
    }

    private static byte[] Good => Entry("data/a.bin", "good");

    public static TheoryData<HostileCase> Hostile => new((HostileCase[])
    [
        new("parent", () => Archive(Good, Entry("../evil", "x")), "holds ../evil, a name that is not unpacked everywhere"),
        new("parent within", () => Archive(Entry("data/../../evil", "x")), "holds data/../../evil, a name that is not unpacked everywhere"),
        new("parent at the end", () => Archive(Entry("data/..", "", '5')), "holds data/.., a name that is not unpacked everywhere"),
        new("parent by the prefix", () => Archive([.. Header("evil", '0', 0, prefix: "..")]), "holds ../evil, a name that is not unpacked everywhere"),
        new("parent, Windows' way", () => Archive(Entry("..\\evil", "x")), "holds ..\\evil, a name that is not unpacked everywhere"),
        new("absolute", () => Archive(Good, Entry("/tmp/cenote-evil", "x")), "holds /tmp/cenote-evil, a name that is not unpacked everywhere"),
        new("absolute, on a drive", () => Archive(Entry("C:/evil", "x")), "holds C:/evil, a name that is not unpacked everywhere"),
        new("absolute, on a share", () => Archive(Entry("//server/evil", "x")), "holds //server/evil, a name that is not unpacked everywhere"),
        new("a stream of a file", () => Archive(Entry("data/a.bin:evil", "x")), "holds data/a.bin:evil, a name that is not unpacked everywhere"),
        new("home", () => Archive(Entry("~/evil", "x")), "holds ~/evil, a name that is not unpacked everywhere"),
        new("an option", () => Archive(Entry("-rf", "x")), "holds -rf, a name that is not unpacked everywhere"),
        new("hidden", () => Archive(Entry("data/.bashrc", "x")), "holds data/.bashrc, a name that is not unpacked everywhere"),
        new("here", () => Archive(Entry("./a", "x")), "holds ./a, a name that is not unpacked everywhere"),
        new("an empty part", () => Archive(Entry("data//a", "x")), "holds data//a, a name that is not unpacked everywhere"),
        new("no name", () => Archive(Entry("", "x")), "holds a file without a name, a name that is not unpacked everywhere"),
        new("a root alone", () => Archive(Entry("/", "", '5')), "holds /, a name that is not unpacked everywhere"),
        new("a device of Windows", () => Archive(Entry("data/nul.txt", "x")), "holds data/nul.txt, a name that is not unpacked everywhere"),
        new("a name that Windows cuts", () => Archive(Entry("data/a.", "x")), "holds data/a., a name that is not unpacked everywhere"),
        new("a line in a name", () => Archive(Entry("a\nb", "x")), "holds a\\u000ab, a name that is not unpacked everywhere"),
        new("an escape in a name", () => Archive(Entry("a\e[31m", "x")), "holds a\\u001b[31m, a name that is not unpacked everywhere"),
        new("letters that look alike", () => Archive(Entry("dаta/a", "x")), "holds dаta/a, a name that is not unpacked everywhere"),
        new("no UTF-8", () => Archive(Sealed([0xff, 0xfe, .. Header("", '0', 0)[2..]])), "holds \ufffd\ufffd, a name that is not unpacked everywhere"),
        new("the longest name", () => Archive(Header(new string('.', 100), '0', 0, prefix: new string('/', 155))), "holds /////"),

        new("symbolic link", () => Archive(Entry("data/l", "", '2', link: "/etc/passwd")), "holds data/l, which is no plain file or folder"),
        new("symbolic link, then through it", () => Archive(Entry("l", "", '2', link: "/tmp"), Entry("l/cenote-evil", "x")), "holds l, which is no plain file or folder"),
        new("hard link", () => Archive(Good, Entry("data/h", "", '1', link: "/etc/passwd")), "holds data/h, which is no plain file or folder"),
        new("character device", () => Archive(Entry("data/d", "", '3')), "holds data/d, which is no plain file or folder"),
        new("block device", () => Archive(Entry("data/d", "", '4')), "holds data/d, which is no plain file or folder"),
        new("pipe", () => Archive(Entry("data/p", "", '6')), "holds data/p, which is no plain file or folder"),
        new("sparse file", () => Archive(Entry("data/s", "x", 'S')), "holds data/s, which is no plain file or folder"),
        new("a name that POSIX extends, and a pipe", () => Archive(Entry("p", "21 path=../../../evil\n", 'x'), Good, Entry("data/p", "", '6')), "holds data/p, which is no plain file or folder"),
        new("a size that POSIX extends", () => Archive(Entry("p", "19 size=1000000000\n", 'x'), Entry("../evil", "x")), "holds ../evil, a name that is not unpacked everywhere"),
        new("POSIX's extensions without end", () => Archive([.. Enumerable.Range(0, 20).Select(_ => Entry("p", "", 'g'))]), "holds more than 10 files or 100,000 bytes"),
        new("a name that GNU extends", () => Archive(Entry("././@LongLink", new string('a', 5000), 'L'), Good), "holds ././@LongLink, which is no plain file or folder"),
        new("a gigabyte of a name", () => Archive(Header("p", 'x', 1L << 30)), "holds more than 10 files or 100,000 bytes"),
        new("a link to a gigabyte of a name", () => Archive(Header("././@LongLink", 'K', 1L << 30)), "holds more than 10 files or 100,000 bytes"),
        new("a type of nobody's", () => Archive(Entry("data/x", "x", '\e')), "holds data/x, which is no plain file or folder"),
        new("a folder with content", () => Archive(Entry("data", "x", '5')), "holds data, which is no plain file or folder"),
        new("a file that ends as a folder", () => Archive(Entry("data/", "x")), "holds data/, which is no plain file or folder"),

        new("twice", () => Archive(Good, Entry("data/a.bin", "evil")), "holds data/a.bin, whose place another one has"),
        new("twice, in capitals", () => Archive(Good, Entry("DATA/A.BIN", "evil")), "holds DATA/A.BIN, whose place another one has"),
        new("a file, then a folder", () => Archive(Entry("data", "x"), Entry("data", "", '5')), "holds data, whose place another one has"),
        new("a file, then a file in it", () => Archive(Entry("data", "x"), Entry("data/a", "x")), "holds data/a, whose place another one has"),
        new("a folder, then a file", () => Archive(Good, Entry("data", "x")), "holds data, whose place another one has"),

        new("a bomb that says so", () => Archive(Good, Header("data/b", '0', 1L << 32)), "holds more than 10 files or 100,000 bytes"),
        new("a bomb of many files", () => Archive([.. Enumerable.Range(0, 11).Select(i => Entry($"f{i}"))]), "holds more than 10 files or 100,000 bytes"),
        new("a bomb of many folders", () => Archive([.. Enumerable.Range(0, 1000).Select(i => Entry($"d{i}", "", '5'))]), "holds more than 10 files or 100,000 bytes"),
        new("a bomb in pieces", () => Archive([.. Enumerable.Range(0, 3).Select(i => Entry($"f{i}", new string('0', 40_000)))]), "holds more than 10 files or 100,000 bytes"),
        new("more bytes than a number has", () => Archive(Header("data/b", '0', long.MaxValue)), "holds a header that is none of a tar archive's"),
        new("a size that is none", () => Archive(Sealed([.. Header("a", '0', 0)[..124], .. "99999999999"u8, .. Header("a", '0', 0)[135..]])), "holds a header that is none of a tar archive's"),
        new("a checksum that is wrong", () => Archive([.. "b"u8, .. Header("a", '0', 0)[1..]]), "holds a header that is none of a tar archive's"),
        new("zeros without end are its end", () => Idx.Gzip([.. Entry("../evil"), .. new byte[10_000_000]]), "holds ../evil, a name"),
        new("noise", () => Idx.Gzip([.. Enumerable.Range(0, 2000).Select(i => (byte)(i * i * 31))]), "holds a header that is none of a tar archive's"),
        new("no end", () => Idx.Gzip(Good), "ends before the mark that ends a tar archive"),
        new("cut in a file", () => Idx.Gzip(Header("data/b", '0', 5000)), "ends within data/b"),
        new("empty", () => [], "ends before the mark that ends a tar archive"),
        new("not compressed", () => [.. Good, .. new byte[1024]], "is damaged: "),
        new("cut in what is compressed", () => Archive(Entry("data/b", Noise(50_000)))[..^20_000], ""),
        new("damaged in what is compressed", () => Flipped(Archive(Entry("data/b", Noise(50_000)))), ""),
    ]);

    [Theory, MemberData(nameof(Hostile))]
    public void WritesNothingOutsideAndLeavesNothing(HostileCase c)
    {
        using var folder = new TempFolder();
        string archive = folder.File("x.tar.gz"), place = folder.File("inner/place");
        File.WriteAllBytes(archive, c.Archive());
        Directory.CreateDirectory(folder.File("inner"));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => new TarUnpacking(mostBytes: 100_000, mostEntries: 10).Unpack(archive, place, TestContext.Current.CancellationToken));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1 << 20);
        Assert.StartsWith($"{archive} {c.Message}", error.Message);
        Assert.True(error.Message.Length < 1000 && !error.Message.Any(char.IsControl), error.Message);
        Assert.Equal([folder.File("inner"), archive], Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        Assert.False(File.Exists("/tmp/cenote-evil"));
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public void UnpacksWhatOthersPack(TarEntryFormat format)
    {
        using var folder = new TempFolder();
        byte[][] contents = [[], [1], new byte[512], new byte[513], new byte[65_536], new byte[65_537]];
        foreach (byte[] content in contents)
            new Random(content.Length).NextBytes(content);

        string deep = string.Join('/', Enumerable.Repeat("a-long_name.of.9", format == TarEntryFormat.Ustar ? 10 : 4)) + "/file.bin";
        string archive = folder.File("x.tgz");
        using (FileStream file = File.Create(archive))
        using (GZipStream gzip = new(file, CompressionLevel.Fastest))
        using (TarWriter tar = new(gzip, format))
        {
            tar.WriteEntry(Make(format, TarEntryType.Directory, "data/", null));
            for (int i = 0; i < contents.Length; i++)
                tar.WriteEntry(Make(format, format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile, i == 5 ? deep : $"data/{i}", contents[i]));
        }

        new TarUnpacking(mostBytes: 140_000, mostEntries: format == TarEntryFormat.Pax ? 14 : 7).Unpack(archive, folder.File("place"), TestContext.Current.CancellationToken);
        for (int i = 0; i < contents.Length; i++)
            Assert.Equal(contents[i], File.ReadAllBytes(folder.File($"place/{(i == 5 ? deep : $"data/{i}")}")));

        Assert.Equal(6, Directory.GetFiles(folder.File("place"), "*", SearchOption.AllDirectories).Length);
    }

    private static TarEntry Make(TarEntryFormat format, TarEntryType type, string name, byte[]? content)
    {
        TarEntry entry = format switch { TarEntryFormat.V7 => new V7TarEntry(type, name), TarEntryFormat.Ustar => new UstarTarEntry(type, name), TarEntryFormat.Gnu => new GnuTarEntry(type, name), _ => new PaxTarEntry(type, name) };
        if (content is not null)
            entry.DataStream = new MemoryStream(content);

        return entry;
    }

    private static string Noise(int length)
    {
        Random random = new(3);
        return Encoding.ASCII.GetString([.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(128))]);
    }

    private static byte[] Flipped(byte[] archive)
    {
        archive[archive.Length / 2] ^= 0x40;
        archive[archive.Length / 3] ^= 0x11;
        return archive;
    }
}
