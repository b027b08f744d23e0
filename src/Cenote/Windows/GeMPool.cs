using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Generalised-mean pooling: each output is the power mean of its window, p going from average (1) to max.</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>. y = (mean max(x, eps)^p)^(1/p); <c>p</c> is one number, or one for each channel,
/// other than 0, and can be learned: <see cref="ParameterGradient{T}"/>. <c>eps</c>, above 0, keeps the powers defined; the gradient passes
/// where x is at least eps. Padding takes no part; a window without any tap in the input gives NaN.</para>
/// <para>Source: Radenovic, Tolias, Chum, "Fine-tuning CNN image retrieval with no human annotation", 2018.</para>
/// </remarks>
public abstract unsafe class GeMPool : WindowPool
{
    private readonly double[] _p;

    private protected GeMPool(WindowOptions options, double[]? p, double eps)
        : base(options)
    {
        _p = p is null ? [3] : [.. p];
        if (_p.Length == 0 || Array.Exists(_p, v => v == 0 || !double.IsFinite(v)))
            throw new ArgumentException($"p is [{string.Join(", ", _p)}]; it is one finite number other than 0, or one for each channel.", nameof(p));

        if (!(eps > 0) || !double.IsFinite(eps))
            throw new ArgumentException($"eps is {eps}; it is a finite number above 0.", nameof(eps));

        Eps = eps;
    }

    /// <summary>The exponents: one, or one for each channel.</summary>
    public IReadOnlyList<double> P => _p;

    /// <summary>The least a tap counts as.</summary>
    public double Eps { get; }

    private protected override string MoreOptions => $", p: [{string.Join(", ", _p)}], eps: {Eps}";

    /// <summary>The gradient toward p.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <returns>As many numbers as <see cref="P"/> has.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public double[] ParameterGradient<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in ReadOnlyTensorSpan<T> gradOutput)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        WindowGeometry geometry = Lay(input.Lengths, nameof(input), gradOutput.Lengths, nameof(gradOutput));
        using DenseInput<T> x = new(input);
        using DenseInput<T> dy = new(gradOutput);
        using Scratch<T> unused = new(geometry.Planes * geometry.InputPlane, nameof(input)), parts = new(geometry.Planes * geometry.OutputPlane, nameof(gradOutput)), parameters = Parameters<T>(geometry);
        fixed (T* px = x, pdy = dy, pdx = unused, part = parts, p = parameters)
            WindowWalk.Run<ReductionBackward<PowerMean, T>, T>(new(Rule, geometry, px, p, pdy, pdx, part), geometry);

        double[] gradient = new double[_p.Length];
        for (int i = 0; i < parts.Span.Length; i++)
        {
            int channel = geometry.Inner > 1 ? i % geometry.Inner : (int)(i / geometry.OutputPlane % geometry.Channels);
            gradient[_p.Length == 1 ? 0 : channel] += double.CreateTruncating(parts.Span[i]);
        }

        return gradient;
    }

    private PowerMean Rule => new(Eps);

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y)
    {
        using Scratch<T> parameters = Parameters<T>(geometry);
        fixed (T* p = parameters)
            WindowWalk.Run<ReductionForward<PowerMean, T>, T>(new(Rule, geometry, x, p, y), geometry);
    }

    private protected override void RunBackward<T>(in WindowGeometry geometry, T* x, T* dy, T* dx)
    {
        using Scratch<T> parameters = Parameters<T>(geometry);
        Memory.Clear(dx, geometry.Planes * geometry.InputPlane);
        fixed (T* p = parameters)
            WindowWalk.Run<ReductionBackward<PowerMean, T>, T>(new(Rule, geometry, x, p, dy, dx, null), geometry);
    }

    // One exponent for each channel, rented.
    private Scratch<T> Parameters<T>(in WindowGeometry geometry)
        where T : unmanaged, INumber<T>
    {
        if (_p.Length != 1 && _p.Length != geometry.Channels)
            throw new ArgumentException($"input has {geometry.Channels} channels, and p has {_p.Length} numbers; it has one, or one for each channel.", "input");

        Scratch<T> parameters = new(geometry.Channels, "input");
        for (int c = 0; c < geometry.Channels; c++)
            parameters.Span[c] = T.CreateTruncating(_p[_p.Length == 1 ? 0 : c]);

        return parameters;
    }
}

/// <summary>Generalised-mean pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GeMPool1d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout), p, eps);

/// <summary>Generalised-mean pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GeMPool2d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout), p, eps);

/// <summary>Generalised-mean pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GeMPool3d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout), p, eps);

/// <summary>Generalised-mean pooling over sequences to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class AdaptiveGeMPool1d(OutputSize outputSize, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Adaptive(1, outputSize, layout), p, eps);

/// <summary>Generalised-mean pooling over images to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class AdaptiveGeMPool2d(OutputSize outputSize, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Adaptive(2, outputSize, layout), p, eps);

/// <summary>Generalised-mean pooling over volumes to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class AdaptiveGeMPool3d(OutputSize outputSize, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Adaptive(3, outputSize, layout), p, eps);

/// <summary>Generalised-mean pooling over whole sequences: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GlobalGeMPool1d(double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Global(1, layout), p, eps);

/// <summary>Generalised-mean pooling over whole images: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GlobalGeMPool2d(double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Global(2, layout), p, eps);

/// <summary>Generalised-mean pooling over whole volumes: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GlobalGeMPool3d(double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Global(3, layout), p, eps);

/// <summary>c = max(x, eps), e = p log c, y = (sum(c^p) / n)^(1/p) = exp(log(sum(exp(e)) / n) / p);  dx += dy * y * c^(p - 1) / sum(c^p)
/// where x is at least eps;  dp += dy * y / p * (sum(c^p log c) / sum(c^p) - log y).</summary>
internal readonly struct PowerMean(double eps) : IReduction
{
    // The powers can leave the range of numbers where their mean's root does not, so they are kept relative to the greatest.
    public static bool LooksAhead => true;

    // A: the greatest p log c; B: sum of c^p / e^A; C: sum of c^p log c / e^A.
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Lowest, B = TLanes.Create(0), C = TLanes.Create(0) };

    public State<TLanes> Prepare<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes exponent = parameter * TLanes.Log(Clamped(x));
        return state with { A = TLanes.Select(default(Max).Takes(state.A, exponent), exponent, state.A) };
    }

    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes log = TLanes.Log(Clamped(x)), power = TLanes.Exp(parameter * log - state.A);
        return new() { A = state.A, B = state.B + power, C = state.C + power * log };
    }

    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => TLanes.Exp((state.A + TLanes.Log(state.B / count)) / parameter);

    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes clamped = Clamped(x), power = TLanes.Exp(parameter * TLanes.Log(clamped) - state.A);
        return TLanes.Select(TLanes.GreaterThan(TLanes.Create(eps), x), TLanes.Create(0), dy * y * power / (state.B * clamped));
    }

    public TLanes ParameterGradient<TLanes>(State<TLanes> state, TLanes y, TLanes dy, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => dy * y / parameter * (state.C / state.B - TLanes.Log(y));

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => taps;

    private TLanes Clamped<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => TLanes.Select(TLanes.GreaterThan(TLanes.Create(eps), x), TLanes.Create(eps), x);
}
