namespace Cenote.Geometry;

/// <summary>How windows are to lie along one spatial axis, before its length is known.</summary>
internal readonly record struct AxisOptions(int Kernel, int Stride, int Padding, int Dilation);
