using System.Security.Cryptography;
using static Cenote.Data.Tests.Downloads.TarFile;
using static Cenote.Testing.ScriptedServer;

namespace Cenote.Data.Tests.Downloads;

public sealed class DatasetCacheTests
{
    private const string Archive = "cifar-10-binary.tar.gz", Unpacked = "cifar-10-batches-bin";

    private static readonly Patience s_patience = new(Stall: TimeSpan.FromSeconds(5), Pause: TimeSpan.FromMilliseconds(5), Attempts: 3);
    private static readonly byte[] s_good = TarFile.Archive(Entry(Unpacked + "/", "", '5'), Entry($"{Unpacked}/test_batch.bin", new string('\0', 3073)), Entry($"{Unpacked}/readme.html", "<p>"));

    [Fact]
    public async Task CifarIsDownloadedAndUnpackedOnce()
    {
        using var folder = new TempFolder();
        using ScriptedServer server = new(File(s_good, stopAt: 100), File(s_good), Plain("HTTP/1.1 404 Gone\nContent-Length: 0"));
        for (int run = 0; run < 2; run++)
            Assert.Equal(folder.File($"cache/{Unpacked}"), await Fetch(folder, server, s_good));

        using Cifar10 dataset = new(folder.File($"cache/{Unpacked}"), train: false);
        Assert.Equal(1, dataset.Count);
        Assert.Equal([null, 100], server.Requests.Select(r => r.From));
        Assert.Equal([".lock", $"{Unpacked}/readme.html", $"{Unpacked}/test_batch.bin"], Files(folder));
    }

    public sealed record LeftCase(string Name, Action<string> Arrange, int Requests)
    {
        public override string ToString() => Name;
    }

    public static TheoryData<LeftCase> Left => new((LeftCase[])
    [
        new("half an unpacked folder", cache => Put(cache, $"{Unpacked}.part/{Unpacked}/test_batch.bin", [1]), Requests: 1),
        new("a whole archive", cache => Put(cache, Archive, s_good), Requests: 0),
        new("another archive", cache => Put(cache, Archive, [1, 2, 3]), Requests: 1),
        new("an archive of as many other bytes", cache => Put(cache, Archive, new byte[s_good.Length]), Requests: 1),
        new("a whole part", cache => Put(cache, Archive + ".part", s_good), Requests: 0),
        new("a lock that nobody holds", cache => Put(cache, ".lock", []), Requests: 1),
    ]);

    [Theory, MemberData(nameof(Left))]
    public async Task WhatAKilledProcessLeftIsNoObstacle(LeftCase c)
    {
        using var folder = new TempFolder();
        using ScriptedServer server = new(File(s_good));
        c.Arrange(folder.File("cache"));
        await Fetch(folder, server, s_good);
        Assert.Equal(c.Requests, server.Requests.Length);
        Assert.Equal([".lock", $"{Unpacked}/readme.html", $"{Unpacked}/test_batch.bin"], Files(folder));
    }

    [Fact]
    public async Task TwoAtOnceDownloadItOnce()
    {
        using var folder = new TempFolder();
        using ScriptedServer server = new(File(s_good, stopAt: 100), File(s_good));
        Task<string>[] both = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => Fetch(folder, server, s_good)))];
        Assert.Equal([folder.File($"cache/{Unpacked}"), folder.File($"cache/{Unpacked}")], await Task.WhenAll(both));
        Assert.Equal([null, 100], server.Requests.Select(r => r.From));
        Assert.Equal([".lock", $"{Unpacked}/readme.html", $"{Unpacked}/test_batch.bin"], Files(folder));
    }

    [Fact]
    public async Task WaitingForAnotherCanBeStopped()
    {
        using var folder = new TempFolder();
        using ScriptedServer server = new(File(s_good));
        Put(folder.File("cache"), ".lock", []);
        using FileStream held = new(folder.File("cache/.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(0.3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fetch(folder, server, s_good, stop.Token));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task AnArchiveOfSomethingElseIsRefused()
    {
        using var folder = new TempFolder();
        byte[] other = TarFile.Archive(Entry("other/a.bin", "x"));
        using ScriptedServer server = new(File(other));
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(() => Fetch(folder, server, other));
        Assert.Equal($"{folder.File($"cache/{Archive}")} holds no folder {Unpacked}.", error.Message);
        Assert.Equal([".lock", Archive], Directory.GetFileSystemEntries(folder.File("cache")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AHostileArchiveOfTheRightDigestIsRefused()
    {
        using var folder = new TempFolder();
        byte[] hostile = TarFile.Archive(Entry($"{Unpacked}/test_batch.bin", "x"), Entry("../../evil", "x"));
        using ScriptedServer server = new(File(hostile));
        await Assert.ThrowsAsync<InvalidDataException>(() => Fetch(folder, server, hostile));
        Assert.Equal([".lock", Archive], Files(folder));
        Assert.Equal([folder.File("cache")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("https://example.org", "https://example.org/b.gz")]
    [InlineData("https://example.org/x", "https://example.org/x/b.gz")]
    [InlineData("http://example.org:81/x/y/?a#b", "http://example.org:81/x/y/b.gz")]
    public void AMirrorKeepsTheNames(string mirror, string address) =>
        Assert.Equal(address, new PublishedFile(new Uri("https://a/long/way/b.gz"), 1, "").At(new Uri(mirror)).Address.ToString());

    private static Task<string> Fetch(TempFolder folder, ScriptedServer server, byte[] archive, CancellationToken? stop = null)
    {
        PublishedFile published = new(new Uri("https://example.invalid/" + Archive), archive.Length, Convert.ToHexStringLower(SHA256.HashData(archive)));
        return new DatasetCache(folder.File("cache"), server.Address, s_patience).Cifar10(published, (_, _) => _ => { }, stop ?? TestContext.Current.CancellationToken);
    }

    private static void Put(string cache, string name, byte[] bytes)
    {
        string path = Path.Combine(cache, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, bytes);
    }

    private static string[] Files(TempFolder folder) =>
        [.. Directory.GetFiles(folder.File("cache"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder.File("cache"), f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
