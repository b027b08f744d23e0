using System.Runtime.CompilerServices;

namespace Cenote;

internal static class ElementType<T>
{
    /// <summary>The element's C# name, for messages.</summary>
    public static string Name => typeof(T) == typeof(float) ? "float" : typeof(T) == typeof(double) ? "double" : typeof(T).Name;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"elements of type {Name} are not pooled; float and double are.");
    }
}

/// <summary>The least value of an element type: -infinity where it has one.</summary>
internal static class Lowest<T>
    where T : unmanaged, System.Numerics.INumber<T>
{
    public static T Value => T.CreateSaturating(double.NegativeInfinity);
}
