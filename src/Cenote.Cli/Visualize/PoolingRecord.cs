using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cenote.Cli.Visualize;

/// <summary>What a run says of its pooling, as JSON under the tag <see cref="Tag"/>, so that a viewer can draw windows and check values.</summary>
internal static class PoolingRecord
{
    public const string Tag = "cenote/pooling";

    public static string Json(string name, WindowPool pool, VisualizeTags tags, bool dividedByGreatest)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            List(json, "kernelSize", pool.KernelSize);
            List(json, "stride", pool.Stride);
            List(json, "padding", pool.Padding);
            List(json, "dilation", pool.Dilation);
            json.WriteBoolean("ceilMode", pool.CeilMode);
            if (pool is AvgPool2d average)
            {
                json.WriteBoolean("countIncludePad", average.CountIncludePad);
                if (average.DivisorOverride is int divisor)
                    json.WriteNumber("divisorOverride", divisor);
                else
                    json.WriteNull("divisorOverride");
            }

            json.WriteString("layout", pool.Layout == TensorLayout.Nhwc ? "nhwc" : "nchw");
            json.WriteString("inputTag", tags.Before);
            json.WriteString("outputTag", tags.After);
            json.WriteBoolean("outputDividedByGreatest", dividedByGreatest);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void List(Utf8JsonWriter json, string name, IReadOnlyList<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers)
            json.WriteNumberValue(number);

        json.WriteEndArray();
    }
}

/// <summary>The tags that images before and after are logged under.</summary>
internal sealed record VisualizeTags(string Before, string After)
{
    public static VisualizeTags Of(PoolKind kind) => new("Original_Images(池化前)", $"{kind.Tag}Pooled_Images(池化后)");
}
