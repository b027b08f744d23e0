using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Autograd;

/// <summary>A <see cref="PoolingCall"/> in libtorch's graph. Its arguments are the call, the input and the parameters that the pooling learns.</summary>
internal sealed class PoolingFunction : autograd.SingleTensorFunction<PoolingFunction>
{
    // libtorch takes the gradients up just after backward has returned: until the next ones they must not be collected.
    [ThreadStatic]
    private static List<Tensor?>? s_returned;

    public override string Name => nameof(PoolingFunction);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        PoolingCall call = (PoolingCall)vars[0];
        Tensor output = call.Forward((Tensor)vars[1], [.. vars.Skip(2).Cast<Tensor>()], keeps: true);
        ctx.save_for_backward(call.Saved);
        ctx.save_data(nameof(PoolingCall), (call, vars.Length));
        return output;
    }

    // An exception that leaves this method ends the process: it is kept, and thrown by those who can throw it.
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        (PoolingCall call, int count) = ((PoolingCall, int))ctx.get_data(nameof(PoolingCall));
        List<Tensor?> gradients = [.. Enumerable.Repeat<Tensor?>(null, count)];
        try
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] found = call.Backward(grad_output, ctx.get_saved_variables());
            for (int i = 0; i < found.Length; i++)
                gradients[i + 1] = found[i].DetachFromDisposeScope();
        }
        catch (Exception e)
        {
            PoolingError.Keep(e);
        }

        s_returned = gradients;
        return gradients!;
    }
}
