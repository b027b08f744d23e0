using System.IO.Compression;
using System.Text;

namespace Cenote.Data.Tests.Arrays;

/// <summary>Files with random bytes changed, moved, cut and doubled are read or refused as the documentation says; nothing else happens.</summary>
public sealed class MutatedArrayTests
{
    private const int Rounds = 500;
    private const long Slack = 16 << 20;

    public static TheoryData<string, byte[]> Seeds() => new()
    {
        { "x.npy", HandMade.Npy<float>("<f4", "(2, 3)", 1, 2, 3, 4, 5, 6) },
        { "x.npy", HandMade.Npy("{'descr': [('a', '<f4'), ('b', '>i2', (2,))], 'fortran_order': True, 'shape': (1, 2), }", new byte[16], major: 3) },
        { "x.npz", HandMade.Zip(CompressionLevel.SmallestSize, ("x.npy", HandMade.Npy<double>(">f8", "(40,)", new double[40])), ("y.npy", HandMade.Npy<byte>("|u1", "(3,)", 7, 8, 9))) },
        { "x.npz", HandMade.Zip(CompressionLevel.NoCompression, ("x.npy", HandMade.Npy<float>("<f4", "(2,)", 1, 2))) },
        { "x.safetensors", HandMade.Safetensors("""{"__metadata__":{"a":"b"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"U8","shape":[1,3],"data_offsets":[8,11]}}""", new byte[11]) },
    };

    [Theory, MemberData(nameof(Seeds))]
    public void IsReadOrRefused(string file, byte[] seed)
    {
        using TempFolder folder = new();
        string path = folder.File(file);
        Random random = new(2026);
        int read = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = Mutate(seed, random);
            File.WriteAllBytes(path, bytes);
            long before = GC.GetAllocatedBytesForCurrentThread(), declared = 0;
            try
            {
                using ArrayFile opened = ArrayFile.Open(path);
                foreach (StoredArray array in opened.Arrays.Where(a => a.ElementType is not null))
                    declared += ReadInItems(array);

                read++;
            }
            catch (InvalidDataException)
            {
                // Refused: as documented.
            }
            catch (Exception e)
            {
                Assert.Fail($"round {round} of {file}: {e}\n{Convert.ToHexString(bytes)}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= 4 * declared + Slack, $"round {round} of {file}: {allocated:N0} bytes for {declared:N0} declared\n{Convert.ToHexString(bytes)}");
        }

        // Both happen: a mutation in the elements is none of the format's business, one in the header is.
        Assert.InRange(read, 1, Rounds - 1);
    }

    // All items, of which there may be very many of nothing.
    private static long ReadInItems(StoredArray array)
    {
        nint items = array.Shape.Length == 0 ? 1 : array.Shape[0];
        if (items * array.ItemLength == 0)
            return 0;

        Array elements = ArrayFileTests.Read(array);
        return Buffer.ByteLength(elements is Half[] ? new short[elements.Length] : elements);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        List<byte> bytes = [.. seed];
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 9), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    // Numbers at the limits, in binary.
                    byte[] number = BitConverter.GetBytes(random.Next(4) switch { 0 => -1L, 1 => long.MaxValue, 2 => uint.MaxValue, _ => 0L });
                    for (int i = 0; i < length; i++)
                        bytes[at + i] = number[i];

                    break;
                default:
                    // And in letters, where there was a digit.
                    int digit = bytes.FindIndex(at, b => char.IsAsciiDigit((char)b));
                    if (digit >= 0)
                        bytes.InsertRange(digit, Encoding.ASCII.GetBytes(random.Next(3) switch { 0 => "9223372036854775807", 1 => "4294967296", _ => "-1" }));

                    break;
            }
        }

        return [.. bytes];
    }
}
