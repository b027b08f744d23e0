using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cenote.Cli.Visualize;

/// <summary>What a run says of its pooling, as JSON under the tag <see cref="Tag"/>, so that a viewer can draw windows and check values.</summary>
internal static class PoolingRecord
{
    public const string Tag = "cenote/pooling";

    public static string Json(PoolingOperator pooling, ArrayPooling pool, PoolingSettings settings, VisualizeTags tags)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("name", pooling.Name);
            if (pool.Windows is { } windows)
                Windows(json, windows);

            Own(json, pool.Layer, settings);
            json.WriteString("layout", settings.Layout == TensorLayout.Nhwc ? "nhwc" : "nchw");
            json.WriteString("inputTag", tags.Before);
            json.WriteString("outputTag", tags.After);
            json.WriteBoolean("outputDividedByGreatest", pooling.GoesBeyondOne);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // Where the windows lie.
    private static void Windows(Utf8JsonWriter json, WindowPool windows)
    {
        if (windows.OutputSize.Count > 0)
        {
            List(json, "outputSize", windows.OutputSize);
            return;
        }

        List(json, "kernelSize", windows.KernelSize.Select(n => (int?)n));
        List(json, "stride", windows.Stride.Select(n => (int?)n));
        List(json, "padding", windows.Padding.Select(n => (int?)n));
        List(json, "dilation", windows.Dilation.Select(n => (int?)n));
        json.WriteBoolean("ceilMode", windows.CeilMode);
    }

    // What only some poolings have.
    private static void Own(Utf8JsonWriter json, object layer, PoolingSettings settings)
    {
        switch (layer)
        {
            case AvgPool average when average.KernelSize.Count > 0:
                json.WriteBoolean("countIncludePad", average.CountIncludePad);
                break;
            case LpPool lp:
                json.WriteString("normType", lp.NormType.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("convention", lp.Convention.ToString());
                break;
            case LogSumExpPool lse:
                json.WriteNumber("sharpness", lse.Sharpness);
                json.WriteBoolean("average", lse.Average);
                break;
            case GeMPool gem:
                json.WriteNumber("p", gem.P[0]);
                json.WriteNumber("eps", gem.Eps);
                break;
            case StochasticPool or MixedPool:
                json.WriteNumber("seed", settings.Seed);
                break;
        }
    }

    private static void List(Utf8JsonWriter json, string name, IEnumerable<int?> numbers)
    {
        json.WriteStartArray(name);
        foreach (int? number in numbers)
        {
            if (number is int known)
                json.WriteNumberValue(known);
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }
}

/// <summary>The tags that images before and after are logged under.</summary>
internal sealed record VisualizeTags(string Before, string After)
{
    public static VisualizeTags Of(PoolingOperator pooling) => new("Original_Images(池化前)", $"{pooling.Tag}Pooled_Images(池化后)");
}
