using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cenote.TensorBoard;

/// <summary>Turns floats into bytes, and planes into pixels.</summary>
/// <remarks>Both loops are optimised at once: a program that writes a few pictures ends before the runtime would come to it.</remarks>
internal static class Pixels
{
    private const int Lanes = 16;

    /// <summary>byte = truncate(clip(255 x, 0, 255)), in single precision as PyTorch; NaN gives 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToBytes(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        bytes = bytes[..values.Length];
        if (values.Length < Lanes)
        {
            for (int i = 0; i < values.Length; i++)
                bytes[i] = float.IsNaN(values[i]) ? (byte)0 : (byte)Math.Clamp(values[i] * 255f, 0f, 255f);

            return;
        }

        ref float from = ref MemoryMarshal.GetReference(values);
        ref byte to = ref MemoryMarshal.GetReference(bytes);
        int last = values.Length - Lanes;
        for (int i = 0; i < last; i += Lanes)
            Convert(ref from, ref to, i);

        // The last full vector overlaps the one before it, so there is no tail of single values.
        Convert(ref from, ref to, last);
    }

    /// <summary>pixel i = (red[i], green[i], blue[i]). The same plane three times repeats grey.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interleave(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, Span<byte> pixels)
    {
        green = green[..red.Length];
        blue = blue[..red.Length];
        pixels = pixels[..(3 * red.Length)];
        if (red.Length < Lanes)
        {
            for (int i = 0; i < red.Length; i++)
                (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = (red[i], green[i], blue[i]);

            return;
        }

        ref byte r = ref MemoryMarshal.GetReference(red);
        ref byte g = ref MemoryMarshal.GetReference(green);
        ref byte b = ref MemoryMarshal.GetReference(blue);
        ref byte to = ref MemoryMarshal.GetReference(pixels);
        int last = red.Length - Lanes;
        for (int i = 0; i < last; i += Lanes)
            Interleave(ref r, ref g, ref b, ref to, i);

        Interleave(ref r, ref g, ref b, ref to, last);
    }

    /// <summary>Any number of planes, behind one another in <paramref name="planes"/>.</summary>
    public static void Interleave(ReadOnlySpan<byte> planes, int channels, Span<byte> pixels)
    {
        int plane = planes.Length / channels;
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < plane; i++)
                pixels[i * channels + c] = planes[c * plane + i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Convert(ref float from, ref byte to, int at)
    {
        Vector128<short> low = Vector128.NarrowWithSaturation(Quarter(ref from, at), Quarter(ref from, at + 4));
        Vector128<short> high = Vector128.NarrowWithSaturation(Quarter(ref from, at + 8), Quarter(ref from, at + 12));
        Vector128.Narrow(low.AsUInt16(), high.AsUInt16()).StoreUnsafe(ref to, (nuint)at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Quarter(ref float from, int at)
    {
        Vector128<float> x = Vector128.LoadUnsafe(ref from, (nuint)at) * 255f;
        x &= Vector128.Equals(x, x);   // only NaN differs from itself, so NaN becomes zero; what the native operations make of it is not promised
        return Vector128.ConvertToInt32Native(Vector128.MinNative(Vector128.MaxNative(x, Vector128<float>.Zero), Vector128.Create(255f)));
    }

    // Byte j of the 48 is byte j / 3 of plane j % 3. Index 255 is out of range and gives zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(ref byte red, ref byte green, ref byte blue, ref byte to, int at)
    {
        const byte No = 255;
        Vector128<byte> r = Vector128.LoadUnsafe(ref red, (nuint)at);
        Vector128<byte> g = Vector128.LoadUnsafe(ref green, (nuint)at);
        Vector128<byte> b = Vector128.LoadUnsafe(ref blue, (nuint)at);
        Vector128<byte> first =
            Vector128.Shuffle(r, Vector128.Create(0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No, No, 5)) |
            Vector128.Shuffle(g, Vector128.Create(No, 0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No, No)) |
            Vector128.Shuffle(b, Vector128.Create(No, No, 0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No));
        Vector128<byte> second =
            Vector128.Shuffle(r, Vector128.Create(No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No, 10, No)) |
            Vector128.Shuffle(g, Vector128.Create(5, No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No, 10)) |
            Vector128.Shuffle(b, Vector128.Create(No, 5, No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No));
        Vector128<byte> third =
            Vector128.Shuffle(r, Vector128.Create(No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15, No, No)) |
            Vector128.Shuffle(g, Vector128.Create(No, No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15, No)) |
            Vector128.Shuffle(b, Vector128.Create(10, No, No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15));
        first.StoreUnsafe(ref to, (nuint)(3 * at));
        second.StoreUnsafe(ref to, (nuint)(3 * at + Lanes));
        third.StoreUnsafe(ref to, (nuint)(3 * at + 2 * Lanes));
    }
}
