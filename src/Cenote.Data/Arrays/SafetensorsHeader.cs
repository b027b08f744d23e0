using System.Text.Json;

namespace Cenote.Data;

/// <summary>An array as a safetensors header tells of it; offsets count from the header's end.</summary>
internal sealed record SafetensorsEntry(string Name, ArrayElement Element, nint[] Shape, long Begin, long End);

/// <summary>The JSON header of a safetensors file.</summary>
internal static class SafetensorsHeader
{
    private const string Metadata = "__metadata__";
    private const int MostAxes = 64;

    /// <exception cref="InvalidDataException">It is no such header, or its numbers do not fit together.</exception>
    public static List<SafetensorsEntry> Read(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            List<SafetensorsEntry> entries = [];
            HashSet<string> names = [];
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 3 });
            Expect(ref reader, JsonTokenType.StartObject, path);
            while (Name(ref reader) is string name)
            {
                if (!names.Add(name))
                    throw new InvalidDataException($"{path} tells of {name} twice.");

                Expect(ref reader, JsonTokenType.StartObject, path);
                if (name == Metadata)
                    SkipTexts(ref reader, path);
                else
                    entries.Add(Entry(ref reader, name, path));
            }

            // The reader refuses whatever else follows but spaces.
            reader.Read();
            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Text that is not UTF-8 is an invalid operation to the reader.
            throw new InvalidDataException($"{path} has a header that is no JSON: {e.Message}", e);
        }
    }

    /// <summary>The header of one array.</summary>
    public static byte[] Write(ArrayElement element, string name, ReadOnlySpan<nint> shape)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject(name);
            json.WriteString("dtype", element.Safetensors);
            json.WriteStartArray("shape");
            foreach (nint length in shape)
                json.WriteNumberValue(length);

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(0);
            json.WriteNumberValue(element.BytesOf(shape, name)!.Value);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static SafetensorsEntry Entry(ref Utf8JsonReader reader, string name, string path)
    {
        (string? code, long[]? shape, long[]? offsets) = (null, null, null);
        while (Name(ref reader) is string key)
        {
            reader.Read();
            switch (key)
            {
                case "dtype" when code is null && reader.TokenType == JsonTokenType.String:
                    code = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = Numbers(ref reader, MostAxes, name, path);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers(ref reader, 2, name, path);
                    break;
                default:
                    throw new InvalidDataException($"{name} in {path} has {key} twice, without its value, or has no such thing.");
            }
        }

        if (code is null || shape is null || offsets is not [long begin, long end])
            throw new InvalidDataException($"{name} in {path} lacks one of dtype, shape and data_offsets.");

        ArrayElement element = ArrayElement.OfSafetensors(code);
        nint[] lengths = [.. shape.Select(length => (nint)length)];
        if (end < begin || (element.BytesOf(lengths, $"{name} in {path}") is long bytes && bytes != end - begin))
            throw new InvalidDataException($"{name} in {path} lies from byte {begin:N0} to {end:N0}, where [{string.Join(", ", shape)}] of {element.Name} does not fit.");

        return new SafetensorsEntry(name, element, lengths, begin, end);
    }

    // The next name in an object, or null at the object's end.
    private static string? Name(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string path)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new InvalidDataException($"{path} has a header that is not one of safetensors: an object is missing.");
    }

    private static void SkipTexts(ref Utf8JsonReader reader, string path)
    {
        while (Name(ref reader) is not null)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                throw new InvalidDataException($"{path} has metadata that is no text.");
        }
    }

    private static long[] Numbers(ref Utf8JsonReader reader, int most, string name, string path)
    {
        List<long> numbers = [];
        bool good = reader.TokenType == JsonTokenType.StartArray;
        while (good && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long number = -1;
            good = numbers.Count < most && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number) && number >= 0;
            numbers.Add(number);
        }

        return good ? [.. numbers] : throw new InvalidDataException($"{name} in {path} has a shape or data_offsets that is no list of whole numbers of at least 0.");
    }
}
