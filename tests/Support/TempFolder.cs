namespace Cenote.Testing;

/// <summary>A folder that is deleted afterwards, and made-up CIFAR-10 files in it.</summary>
internal sealed class TempFolder : IDisposable
{
    private const int RecordBytes = 3073;

    public string Path { get; } = Directory.CreateTempSubdirectory("cenote-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes records; record i has label (i + salt) mod 10, and pixels no two records share.</summary>
    public byte[] WriteCifar(string name, int records, int salt = 0)
    {
        byte[] bytes = new byte[records * RecordBytes];
        new Random(salt).NextBytes(bytes);
        for (int i = 0; i < records; i++)
            bytes[i * RecordBytes] = (byte)((i + salt) % 10);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllBytes(File(name), bytes);
        return bytes;
    }
}
