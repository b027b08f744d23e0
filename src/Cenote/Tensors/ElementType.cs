using System.Runtime.CompilerServices;

namespace Cenote;

/// <summary>Which element types are pooled.</summary>
internal static class ElementType<T>
{
    /// <summary>The element's C# name, for messages.</summary>
    public static string Name => typeof(T) == typeof(float) ? "float"
        : typeof(T) == typeof(double) ? "double"
        : typeof(T) == typeof(byte) ? "byte"
        : typeof(T) == typeof(sbyte) ? "sbyte"
        : typeof(T).Name;

    public static bool IsFloatOrDouble => typeof(T) == typeof(float) || typeof(T) == typeof(double);

    /// <summary>Whether there are -0 and +0, which are equal.</summary>
    public static bool HasTwoZeros
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) != typeof(byte) && typeof(T) != typeof(sbyte);
    }

    /// <summary>Whether a type is one of the small ones that the plainest poolings also take.</summary>
    public static bool IsSmall => typeof(T) == typeof(Half) || typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte);

    /// <exception cref="NotSupportedException">The type is another.</exception>
    public static void Check()
    {
        if (!IsFloatOrDouble)
            throw new NotSupportedException($"elements of type {Name} are not pooled here; float and double are.");
    }

    /// <exception cref="NotSupportedException">The type is another.</exception>
    public static void CheckOrSmall()
    {
        if (!IsFloatOrDouble && !IsSmall)
            throw new NotSupportedException($"elements of type {Name} are not pooled here; float, double, Half, byte and sbyte are.");
    }

    /// <summary>An option that is kept as double, other than 0 and finite, is so as a number of the elements' type too.</summary>
    /// <exception cref="ArgumentException">It is 0 or infinite there.</exception>
    public static void CheckHolds(double option, string name)
    {
        if (typeof(T) == typeof(float) && ((float)option == 0 || float.IsInfinity((float)option)))
            throw new ArgumentException($"{name} is {option}, as a float {(float)option}; for float elements it is other than 0 and finite as a float too.", name);
    }
}
