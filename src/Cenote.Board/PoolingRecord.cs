using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cenote.Board;

/// <summary>What a run says of its pooling, as JSON under the tag <see cref="Tag"/>, so that a viewer can draw windows and check values.</summary>
/// <param name="Pooling">The operator.</param>
/// <param name="Settings">What it was made by.</param>
/// <param name="Tags">What images before and after are logged under.</param>
/// <param name="Image">One image before pooling; a grid holds several.</param>
internal sealed record PoolingRecord(PoolingOperator Pooling, PoolingSettings Settings, PoolingTags Tags, ImageShape Image)
{
    public const string Tag = "cenote/pooling";

    /// <summary>What pools as the run did.</summary>
    public ArrayPooling Make() => Pooling.ForImages!(Settings);

    public string ToJson()
    {
        ArrayPooling pool = Make();
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("name", Pooling.Name);
            if (pool.Windows is { } windows)
                Windows(json, windows);

            Own(json, pool.Layer, Settings);
            json.WriteString("layout", Settings.Layout == TensorLayout.Nhwc ? "nhwc" : "nchw");
            json.WriteString("inputTag", Tags.Before);
            json.WriteString("outputTag", Tags.After);
            json.WriteBoolean("outputDividedByGreatest", Pooling.GoesBeyondOne);
            List(json, "imageShape", [Image.Channels, Image.Height, Image.Width]);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads a run's text, which anyone may have written; null where it is no record of a pooling that the library has.</summary>
    public static PoolingRecord? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text.ToArray());
            JsonElement json = document.RootElement;
            PoolingOperator? pooling = OperatorCatalogue.All.FirstOrDefault(o => o.Name == json.GetProperty("name").GetString());
            if (pooling?.ForImages is null || Numbers(json, "imageShape") is not [int channels and (1 or 3), int height and > 0, int width and > 0])
                return null;

            PoolingTags tags = new(json.GetProperty("inputTag").GetString()!, json.GetProperty("outputTag").GetString()!);
            PoolingRecord record = new(pooling, Read(json), tags, new ImageShape(channels, height, width));
            record.Make();
            return record;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static PoolingSettings Read(JsonElement json)
    {
        PoolingSettings settings = new()
        {
            CeilMode = json.TryGetProperty("ceilMode", out JsonElement ceil) && ceil.GetBoolean(),
            CountIncludePad = json.TryGetProperty("countIncludePad", out JsonElement include) ? include.GetBoolean() : null,
            P = json.TryGetProperty("normType", out JsonElement norm) ? double.Parse(norm.GetString()!, CultureInfo.InvariantCulture) : json.TryGetProperty("p", out JsonElement p) ? p.GetDouble() : null,
            Sharpness = json.TryGetProperty("sharpness", out JsonElement sharpness) ? sharpness.GetDouble() : 1,
            Seed = json.TryGetProperty("seed", out JsonElement seed) ? seed.GetUInt64() : 0,
            Layout = json.GetProperty("layout").GetString() == "nhwc" ? TensorLayout.Nhwc : TensorLayout.Nchw,
        };
        if (Numbers(json, "outputSize") is [var rows, var columns])
            settings = settings with { OutputSize = (rows, columns) };

        return Numbers(json, "kernelSize") is [_, _] kernel
            ? settings with { KernelSize = Size(kernel), Stride = Size(Numbers(json, "stride")), Padding = Size(Numbers(json, "padding")), Dilation = Size(Numbers(json, "dilation")) }
            : settings;
    }

    private static SpatialSize Size(int?[]? numbers) => numbers is [int rows, int columns] ? (rows, columns) : throw new FormatException("A size has two numbers.");

    private static int?[]? Numbers(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement list)
        ? [.. list.EnumerateArray().Select(n => n.ValueKind == JsonValueKind.Null ? (int?)null : n.GetInt32())]
        : null;

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
                json.WriteString("normType", lp.NormType.ToString(CultureInfo.InvariantCulture));
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
internal sealed record PoolingTags(string Before, string After)
{
    public static PoolingTags Of(PoolingOperator pooling) => new("Original_Images(池化前)", $"{pooling.Tag}Pooled_Images(池化后)");
}

/// <summary>The lengths of one image.</summary>
internal sealed record ImageShape(int Channels, int Height, int Width);
