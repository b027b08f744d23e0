using System.Buffers.Binary;
using System.Text;
using Cenote.TensorBoard.Protos;
using static Google.Protobuf.WireFormat;

namespace Cenote.TensorBoard;

/// <summary>One value of a summary as it lies in the file, in the old form (a number, an image) or the newer one (a tensor and a plugin's name).</summary>
internal readonly struct ValueFields
{
    // What only other writers use, and nobody here looks into.
    private const int HistogramFieldNumber = 5;
    private const int AudioFieldNumber = 6;

    // An image's tensor begins with its width and height.
    private const int SizeStrings = 2;

    private ReadOnlyMemory<byte> TagBytes { get; init; }

    private ReadOnlyMemory<byte> PluginBytes { get; init; }

    private int ContentField { get; init; }

    private ReadOnlyMemory<byte> Content { get; init; }

    public string Tag => Encoding.UTF8.GetString(TagBytes.Span);

    /// <summary>The plugin that its metadata names; empty where there is none.</summary>
    public string Plugin => Encoding.UTF8.GetString(PluginBytes.Span);

    public static bool TryParse(ReadOnlyMemory<byte> message, out ValueFields value)
    {
        value = default;
        WireReader fields = new(message);
        while (fields.Next())
        {
            switch (fields.Field, fields.Type)
            {
                case (SummaryValue.TagFieldNumber, WireType.LengthDelimited):
                    value = value with { TagBytes = fields.Bytes };
                    break;
                case (SummaryValue.MetadataFieldNumber, WireType.LengthDelimited):
                    value = value with { PluginBytes = Inner(Inner(fields.Bytes, SummaryMetadata.PluginDataFieldNumber), PluginData.PluginNameFieldNumber) };
                    break;
                case (SummaryValue.SimpleValueFieldNumber, WireType.Fixed32):
                case (SummaryValue.ImageFieldNumber or SummaryValue.TensorFieldNumber or HistogramFieldNumber or AudioFieldNumber, WireType.LengthDelimited):
                    value = value with { ContentField = fields.Field, Content = fields.Bytes };
                    break;
            }
        }

        return !fields.IsBroken;
    }

    /// <summary>What the value is.</summary>
    /// <param name="plugin">The plugin that the first value of this tag named: the later ones may leave it out.</param>
    public (ValueKind Kind, string Plugin) Classify(string plugin) => ContentField switch
    {
        SummaryValue.SimpleValueFieldNumber => (ValueKind.Scalar, "scalars"),
        SummaryValue.ImageFieldNumber => (ValueKind.Image, "images"),
        HistogramFieldNumber => (ValueKind.Other, "histograms"),
        AudioFieldNumber => (ValueKind.Other, "audio"),
        SummaryValue.TensorFieldNumber => (ClassifyTensor(new TensorFields(Content), plugin), plugin),
        _ => (ValueKind.Other, plugin),
    };

    public double Scalar() => ContentField == SummaryValue.SimpleValueFieldNumber
        ? BinaryPrimitives.ReadSingleLittleEndian(Content.Span)
        : new TensorFields(Content).Number ?? double.NaN;

    /// <summary>An image's sizes as the file says them; what is no size is 0.</summary>
    public (int Width, int Height) ImageSize()
    {
        if (ContentField == SummaryValue.TensorFieldNumber)
        {
            int[] sizes = [.. new TensorFields(Content).Strings().Take(SizeStrings).Select(TensorFields.ParseSize), 0, 0];
            return (sizes[0], sizes[1]);
        }

        (long width, long height) = (0, 0);
        WireReader fields = new(Content);
        while (fields.Next())
        {
            if (fields is { Field: Protos.Picture.WidthFieldNumber, Type: WireType.Varint })
                width = fields.Number;
            else if (fields is { Field: Protos.Picture.HeightFieldNumber, Type: WireType.Varint })
                height = fields.Number;
        }

        return ((int)Math.Clamp(width, 0, int.MaxValue), (int)Math.Clamp(height, 0, int.MaxValue));
    }

    /// <summary>The files of an image, the UTF-8 of a text; of all else, the one message or number as it lies there.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Parts(ValueKind kind) => (kind, ContentField) switch
    {
        (ValueKind.Image, SummaryValue.ImageFieldNumber) => [Inner(Content, Protos.Picture.EncodedFieldNumber)],
        (ValueKind.Image, SummaryValue.TensorFieldNumber) => new TensorFields(Content).Strings().Skip(SizeStrings),
        (ValueKind.Text, _) => new TensorFields(Content).Strings(),
        _ => [Content],
    };

    private static ValueKind ClassifyTensor(TensorFields tensor, string plugin) => plugin switch
    {
        "scalars" when tensor.Number is not null => ValueKind.Scalar,
        "images" when tensor.IsStrings => ValueKind.Image,
        "text" when tensor.IsStrings => ValueKind.Text,
        _ => ValueKind.Other,
    };

    // The last field of that number, as protobuf has it; empty where there is none.
    private static ReadOnlyMemory<byte> Inner(ReadOnlyMemory<byte> message, int field)
    {
        ReadOnlyMemory<byte> bytes = default;
        WireReader fields = new(message);
        while (fields.Next())
        {
            if (fields.Field == field && fields.Type == WireType.LengthDelimited)
                bytes = fields.Bytes;
        }

        return bytes;
    }
}
