using System.Collections;
using System.Reflection;
using Cenote.Torch.Modules;
using static TorchSharp.torch;

namespace Cenote.Torch;

/// <summary>What became of a pooling in a model.</summary>
/// <param name="Path">Where it is: the names from the model down, <c>features.2</c>.</param>
/// <param name="Old">What was there.</param>
/// <param name="New">What is there now; null if it stayed.</param>
/// <param name="Reason">Why it stayed; null if it did not.</param>
public sealed record PoolingReplacement(string Path, string Old, string? New, string? Reason);

/// <summary>Swaps the poolings of a model.</summary>
public static class PoolingReplacements
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Puts Cenote's poolings in the place of TorchSharp's own, in Sequential, in lists and in fields. Weights and everything else stay.</summary>
    /// <param name="model">The model. A pooling that its <c>forward</c> calls as a function is no part of it and is not seen.</param>
    /// <param name="pooling">Which pooling is to lay the windows that max, average, Lp and Cenote's poolings lay now: max, avg, sum, soft, stochastic,
    /// gem, mixed or gated; null (the default) for the same as before. Adaptive poolings and unpoolings are always replaced by their like.</param>
    /// <returns>Each pooling that was found, and what became of it.</returns>
    /// <exception cref="ArgumentException">There is no pooling of that name; nothing is replaced then.</exception>
    public static IReadOnlyList<PoolingReplacement> ReplacePooling(this nn.Module model, string? pooling = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Func<WindowSettings, PoolingModule>? make = pooling is null ? null : Pooling.Named(pooling);
        List<PoolingReplacement> found = [];
        Walk(model, "", make, found);
        return found;
    }

    private static void Walk(nn.Module parent, string path, Func<WindowSettings, PoolingModule>? make, List<PoolingReplacement> found)
    {
        foreach ((string name, nn.Module child) in parent.named_children().ToArray())
        {
            string where = path + name;
            LikeLibtorch like = LikeLibtorch.Of(child);
            if (like.Kind is null)
            {
                Walk(child, where + ".", make, found);
                continue;
            }

            nn.Module? replacement = make is not null && like.FixedWindows() is WindowSettings windows ? make(windows) : like.Same();
            if (replacement is null)
            {
                if (child is not PoolingModule)
                    found.Add(new(where, Text(child), null, $"Cenote has no pooling like {child.GetName()}."));

                continue;
            }

            replacement.train(child.training);
            string? reason = Put(parent, name, child, replacement);
            found.Add(new(where, Text(child), reason is null ? Text(replacement) : null, reason));
        }
    }

    // Why it could not be put there; null if it was.
    private static string? Put(nn.Module parent, string name, nn.Module old, nn.Module replacement)
    {
        List<FieldInfo> fields = [];
        for (Type? type = parent.GetType(); type is not null && type != typeof(nn.Module); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Fields))
            {
                switch (field.GetValue(parent))
                {
                    case nn.Module module when ReferenceEquals(module, old):
                        fields.Add(field);
                        break;

                    // Sequential and ModuleList keep their parts in a list.
                    case IList list when list.IndexOf(old) is int at and >= 0:
                        if (!list.GetType().GetGenericArguments()[0].IsInstanceOfType(replacement))
                            return $"the list it is in holds {list.GetType().GetGenericArguments()[0].Name} alone.";

                        list[at] = replacement;
                        return null;
                }
            }
        }

        if (fields.Count == 0)
            return $"no field of {parent.GetType().Name} holds it, so its forward method would go on using it.";

        if (fields.Find(field => !field.FieldType.IsInstanceOfType(replacement)) is FieldInfo narrow)
            return $"the field {narrow.Name} of {parent.GetType().Name} holds {narrow.FieldType.Name} alone; declare it as Module<Tensor, Tensor>.";

        foreach (FieldInfo field in fields)
            field.SetValue(parent, replacement);

        // TorchSharp refuses a name that is taken; null frees it.
        parent.register_module(name, null!);
        parent.register_module(name, replacement);
        return null;
    }

    // TorchSharp's own modules print their name alone.
    private static string Text(nn.Module module) => module is PoolingModule or MaxUnpoolModule ? $"{module}" : module.GetName();
}
