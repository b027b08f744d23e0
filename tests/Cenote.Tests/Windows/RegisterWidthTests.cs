using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows.Loops;

namespace Cenote.Tests.Windows;

/// <summary>The same bits from every register width, in one process, on numbers whose sums depend on the order.</summary>
public unsafe class RegisterWidthTests
{
    public static TheoryData<string, int, int, int, int, TensorLayout> Geometries() => new()
    {
        { "overlapping, stride 1", 3, 1, 1, 1, TensorLayout.Nchw },
        { "stride 2", 3, 2, 1, 1, TensorLayout.Nchw },
        { "stride 3", 3, 3, 0, 1, TensorLayout.Nchw },
        { "dilated", 3, 1, 2, 2, TensorLayout.Nchw },
        { "large kernel", 7, 1, 3, 1, TensorLayout.Nchw },
        { "channels last", 3, 1, 1, 1, TensorLayout.Nhwc },
        { "channels last, stride 2", 5, 2, 2, 1, TensorLayout.Nhwc },
    };

    [Theory, MemberData(nameof(Geometries))]
    public void EveryWidthGivesTheSameBits(string name, int kernel, int stride, int padding, int dilation, TensorLayout layout)
    {
        Assert.NotEmpty(name);
        Same<float>();
        Same<double>();

        void Same<T>()
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            WindowOptions options = WindowOptions.Fixed(2, kernel, stride, padding, dilation, ceilMode: true, layout);
            WindowGeometry geometry = options.Lay(layout == TensorLayout.Nchw ? [2, 3, 9, 45] : [2, 9, 11, 37], "input");
            Random random = new(kernel * 100 + stride);
            T[] x = Random(geometry.Planes * geometry.InputPlane), dy = Random(geometry.Planes * geometry.OutputPlane);
            T[] forward = Forward<Lane<T, T>>(), backward = Backward<Lane<T, T>>();
            Assert.Equal(forward, Forward<Lanes128<T>>());
            Assert.Equal(forward, Forward<Lanes256<T>>());
            Assert.Equal(forward, Forward<Lanes512<T>>());
            Assert.Equal(backward, Backward<Lanes128<T>>());
            Assert.Equal(backward, Backward<Lanes256<T>>());
            Assert.Equal(backward, Backward<Lanes512<T>>());

            T[] Random(nint count) => [.. Enumerable.Range(0, (int)count).Select(_ => T.CreateTruncating(random.NextDouble() * 2 - 1))];

            T[] Forward<TLanes>()
                where TLanes : struct, ILanes<TLanes, T>
            {
                T[] y = new T[dy.Length];
                fixed (T* px = x, py = y)
                    new WindowWalk<ReductionForward<Mean, T>, T>(new(new Mean(true, null), geometry, px, null, py), geometry).Planes<TLanes, Lane<T, T>>(0, geometry.Planes);

                return y;
            }

            T[] Backward<TLanes>()
                where TLanes : struct, ILanes<TLanes, T>
            {
                T[] dx = new T[x.Length];
                fixed (T* pdy = dy, pdx = dx)
                    new WindowWalk<ReductionBackward<Mean, T>, T>(new(new Mean(true, null), geometry, null, null, pdy, pdx, null), geometry).Planes<TLanes, Lane<T, T>>(0, geometry.Planes);

                return dx;
            }
        }
    }
}
