using System.Numerics;

namespace Cenote.Sets;

/// <summary>Sizes of a batch of predictions between capsules.</summary>
internal readonly record struct CapsuleSizes(nint Items, int In, int Out, int Width)
{
    /// <summary>Elements from one item of û to the next.</summary>
    public nint Item => (nint)In * Out * Width;

    public nint OutputItem => (nint)Out * Width;

    /// <summary>Coupling coefficients of one item in one round.</summary>
    public nint Couplings => (nint)In * Out;
}

/// <summary>The rounds of routing of one item: c = softmax_j(b), s_j = sum_i c_ij û_ij, v_j = squash(s_j), b_ij += û_ij . v_j.</summary>
internal readonly unsafe struct CapsuleItem<T>(CapsuleSizes sizes, int iterations)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CapsuleSizes _sizes = sizes;

    /// <summary>Elements of scratch that <see cref="Forward"/> needs: b and s.</summary>
    public static nint ForwardScratch(in CapsuleSizes sizes) => sizes.Couplings + sizes.OutputItem;

    /// <summary>Elements of scratch that <see cref="Backward"/> needs: b, c, s and v of every round, and three gradients.</summary>
    public static Int128 BackwardScratch(in CapsuleSizes sizes, int iterations) =>
        2 * sizes.Couplings + 2 * sizes.OutputItem + (Int128)iterations * (sizes.Couplings + 2 * sizes.OutputItem);

    /// <summary>Writes v, and c of every round or of the last.</summary>
    public void Forward(T* u, T* v, T* coupling, bool everyRound, T* scratch)
    {
        T* b = scratch, s = scratch + _sizes.Couplings;
        Memory.Clear(b, _sizes.Couplings);
        for (int round = 1; round <= iterations; round++)
        {
            Route(u, b, coupling, s, v);
            if (round == iterations)
                break;

            Agree(u, v, b);
            if (everyRound)
                coupling += _sizes.Couplings;
        }
    }

    /// <summary>Writes dû, from the last round to the first.</summary>
    /// <remarks>
    /// In each round, with db toward the b that its agreement made: dû_ij += db_ij v_j, dv_j += sum_i db_ij û_ij; then
    /// ds_j = squash'(s_j) dv_j, dû_ij += c_ij ds_j, dc_ij = ds_j . û_ij and db_ij += softmax'(c_i) dc_i.
    /// </remarks>
    public void Backward(T* u, T* dv, bool constantCoupling, T* du, T* scratch)
    {
        nint couplings = _sizes.Couplings, outputs = _sizes.OutputItem;
        T* b = scratch, dc = b + couplings, ds = dc + couplings, through = ds + outputs, c = through + outputs, s = c + iterations * couplings, v = s + iterations * outputs;
        Memory.Clear(b, couplings);
        for (int round = 0; round < iterations; round++)
        {
            Route(u, b, c + round * couplings, s + round * outputs, v + round * outputs);
            Agree(u, v + round * outputs, b);
        }

        // b has served; from here on it holds the gradient toward itself.
        T* db = b;
        Memory.Clear(db, couplings);
        Memory.Clear(du, _sizes.Item);
        for (int round = iterations - 1; round >= 0; round--)
        {
            bool last = round == iterations - 1;
            T* toV = last ? dv : through;
            if (!last)
                AgreeBackward(u, v + round * outputs, db, du, through);

            for (int j = 0; j < _sizes.Out; j++)
                Squash.Backward(s + round * outputs + (nint)j * _sizes.Width, toV + (nint)j * _sizes.Width, ds + (nint)j * _sizes.Width, _sizes.Width);

            RouteBackward(u, c + round * couplings, ds, du, dc);
            if (constantCoupling)
                return;

            // The first round's b is 0 whatever û is.
            for (nint i = 0; round > 0 && i < _sizes.In; i++)
            {
                Softmax.Backward(c + round * couplings + i * _sizes.Out, dc + i * _sizes.Out, mask: null, _sizes.Out);
                Rows.Add(db + i * _sizes.Out, dc + i * _sizes.Out, _sizes.Out);
            }
        }
    }

    private void Route(T* u, T* b, T* c, T* s, T* v)
    {
        Memory.Clear(s, _sizes.OutputItem);
        for (nint i = 0; i < _sizes.In; i++, u += _sizes.OutputItem, b += _sizes.Out, c += _sizes.Out)
        {
            Rows.Copy(c, b, _sizes.Out);
            Softmax.Forward(c, mask: null, _sizes.Out);
            for (int j = 0; j < _sizes.Out; j++)
                Rows.AddScaled(s + (nint)j * _sizes.Width, c[j], u + (nint)j * _sizes.Width, _sizes.Width);
        }

        for (int j = 0; j < _sizes.Out; j++)
            Squash.Forward(s + (nint)j * _sizes.Width, v + (nint)j * _sizes.Width, _sizes.Width);
    }

    private void RouteBackward(T* u, T* c, T* ds, T* du, T* dc)
    {
        for (nint i = 0; i < _sizes.In; i++, u += _sizes.OutputItem, du += _sizes.OutputItem, c += _sizes.Out, dc += _sizes.Out)
        {
            for (int j = 0; j < _sizes.Out; j++)
            {
                nint at = (nint)j * _sizes.Width;
                Rows.AddScaled(du + at, c[j], ds + at, _sizes.Width);
                dc[j] = Rows.Dot(ds + at, u + at, _sizes.Width);
            }
        }
    }

    private void Agree(T* u, T* v, T* b)
    {
        for (nint i = 0; i < _sizes.In; i++, u += _sizes.OutputItem, b += _sizes.Out)
            for (int j = 0; j < _sizes.Out; j++)
                b[j] += Rows.Dot(u + (nint)j * _sizes.Width, v + (nint)j * _sizes.Width, _sizes.Width);
    }

    private void AgreeBackward(T* u, T* v, T* db, T* du, T* dv)
    {
        Memory.Clear(dv, _sizes.OutputItem);
        for (nint i = 0; i < _sizes.In; i++, u += _sizes.OutputItem, du += _sizes.OutputItem, db += _sizes.Out)
        {
            for (int j = 0; j < _sizes.Out; j++)
            {
                nint at = (nint)j * _sizes.Width;
                Rows.AddScaled(du + at, db[j], v + at, _sizes.Width);
                Rows.AddScaled(dv + at, db[j], u + at, _sizes.Width);
            }
        }
    }
}
