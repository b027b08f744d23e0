using System.Numerics;
using System.Runtime.InteropServices;

namespace Cenote.Data;

/// <summary>Bytes to floats from 0 to 1: y = x / 255, a true division, so that every value is torchvision's to the last bit.</summary>
internal static class PixelScaling
{
    private const float White = 255;

    // Used where bytes are scattered: one load is cheaper than a conversion and a division.
    private static readonly float[] s_units = [.. Enumerable.Range(0, 256).Select(value => value / White)];

    internal static void ToUnit(ReadOnlySpan<byte> bytes, Span<float> floats)
    {
        floats = floats[..bytes.Length];
        ReadOnlySpan<Vector<byte>> packed = MemoryMarshal.Cast<byte, Vector<byte>>(bytes);
        Span<Vector<float>> lanes = MemoryMarshal.Cast<float, Vector<float>>(floats);
        for (int i = 0; i < packed.Length; i++)
        {
            Vector.Widen(packed[i], out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            lanes[4 * i] = ToUnit(first);
            lanes[4 * i + 1] = ToUnit(second);
            lanes[4 * i + 2] = ToUnit(third);
            lanes[4 * i + 3] = ToUnit(fourth);
        }

        for (int i = packed.Length * Vector<byte>.Count; i < bytes.Length; i++)
            floats[i] = s_units[bytes[i]];
    }

    /// <summary>One image from CHW bytes to HWC floats.</summary>
    internal static void ToUnitChannelsLast(ReadOnlySpan<byte> image, Span<float> floats, int channels)
    {
        int pixels = image.Length / channels;
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<byte> plane = image.Slice(channel * pixels, pixels);
            for (int pixel = 0; pixel < plane.Length; pixel++)
                floats[pixel * channels + channel] = s_units[plane[pixel]];
        }
    }

    // By way of int: before AVX-512 there is no instruction from uint to float, and 0 to 255 are the same in both.
    private static Vector<float> ToUnit(Vector<uint> values) => Vector.ConvertToSingle(Vector.AsVectorInt32(values)) / new Vector<float>(White);
}
