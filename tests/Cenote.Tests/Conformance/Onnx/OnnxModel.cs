namespace Cenote.Tests.Conformance.Onnx;

/// <summary>One call of an operator. Attributes are long, double, string or long[].</summary>
internal sealed record OnnxNode(string Op, string[] Inputs, string[] Outputs, IReadOnlyDictionary<string, object> Attributes)
{
    /// <summary>A list of integers; null where it is not given.</summary>
    public int[]? Numbers(string name) => Attributes.TryGetValue(name, out object? value) ? [.. ((long[])value).Select(v => checked((int)v))] : null;

    public int Number(string name, int otherwise) => Attributes.TryGetValue(name, out object? value) ? checked((int)(long)value) : otherwise;

    public bool Flag(string name) => Number(name, 0) switch
    {
        0 => false,
        1 => true,
        int other => throw new InvalidDataException($"{name} is {other}."),
    };

    public string Text(string name) => Attributes.TryGetValue(name, out object? value) ? (string)value : "";

    public override string ToString() =>
        $"{Op}({string.Join(", ", Attributes.Select(a => $"{a.Key}: {(a.Value is long[] list ? $"[{string.Join(", ", list)}]" : a.Value)}"))})";

    /// <summary>Refuses attributes that nobody reads: a case must not pass for want of looking.</summary>
    public void Only(params ReadOnlySpan<string> names)
    {
        foreach (string name in Attributes.Keys)
        {
            if (!names.Contains(name))
                throw new InvalidDataException($"{Op} has the attribute {name}, which is not read here.");
        }
    }

    /// <summary>Reads a NodeProto.</summary>
    public static OnnxNode Read(ReadOnlyMemory<byte> data)
    {
        // input, output, name, op_type, attribute, doc_string, domain
        ProtoMessage message = new("NodeProto", data, 1, 2, 3, 4, 5, 6, 7);
        return message.Text(7) is "" or "ai.onnx"
            ? new OnnxNode(message.Text(4), message.Texts(1), message.Texts(2), message.Chunks(5).Select(Attribute).ToDictionary(a => a.Key, a => a.Value))
            : throw new InvalidDataException($"{message.Text(4)} belongs to {message.Text(7)}.");
    }

    private static KeyValuePair<string, object> Attribute(ReadOnlyMemory<byte> data)
    {
        // name, f, i, s, ints, doc_string, type; no tensors, graphs or other lists.
        ProtoMessage message = new("AttributeProto", data, 1, 2, 3, 4, 8, 13, 20);
        object value = message.Integer(20) switch
        {
            1 => (double)message.Singles(2).Single(),
            2 => message.Integer(3),
            3 => message.Text(4),
            7 => message.Integers(8),
            long type => throw new InvalidDataException($"AttributeProto: type {type} is not read here."),
        };
        return new(message.Text(1), value);
    }
}

/// <summary>A graph of an ONNX file. Initializers stand among the inputs in old files; here none has any.</summary>
internal sealed record OnnxModel(OnnxNode[] Nodes, string[] Inputs, string[] Outputs)
{
    public static OnnxModel Read(string path)
    {
        // ir_version, producer_name, producer_version, domain, model_version, doc_string, graph, opset_import
        ProtoMessage model = new("ModelProto", File.ReadAllBytes(path), 1, 2, 3, 4, 5, 6, 7, 8);

        // node, name, initializer, doc_string, input, output, value_info
        ProtoMessage graph = new("GraphProto", model.Chunks(7).Single(), 1, 2, 5, 10, 11, 12, 13);
        return graph.Has(5)
            ? throw new InvalidDataException("GraphProto: initializers are not read here.")
            : new OnnxModel([.. graph.Chunks(1).Select(OnnxNode.Read)], Names(graph, 11), Names(graph, 12));
    }

    // The types of inputs and outputs stand in the tensors, too.
    private static string[] Names(ProtoMessage graph, int number) =>
        [.. graph.Chunks(number).Select(v => new ProtoMessage("ValueInfoProto", v, 1, 2, 3).Text(1))];
}
