using System.Text;

namespace Cenote.Benchmarks.Peers;

/// <summary>An ONNX file of one node, in memory: x goes in, y comes out.</summary>
/// <remarks>Field numbers are those of onnx.proto. Shapes are left open, so one model serves batches of every size.</remarks>
internal static class OnnxModel
{
    private const int IrVersion = 9, OperatorSet = 19;

    public static byte[] Of(string operation, int elementType, params (string Name, long[] Numbers, bool IsList)[] attributes)
    {
        Message node = new Message().Text(1, "x").Text(2, "y").Text(4, operation);
        foreach ((string name, long[] numbers, bool isList) in attributes)
        {
            Message attribute = new Message().Text(1, name).Number(20, isList ? 7 : 2); // AttributeType INTS or INT.
            foreach (long number in numbers)
                attribute.Number(isList ? 8 : 3, number);

            node.Inner(5, attribute);
        }

        Message type = new Message().Inner(1, new Message().Number(1, elementType));
        Message graph = new Message()
            .Inner(1, node)
            .Text(2, "pooling")
            .Inner(11, new Message().Text(1, "x").Inner(2, type))
            .Inner(12, new Message().Text(1, "y").Inner(2, type));
        return new Message().Number(1, IrVersion).Inner(7, graph).Inner(8, new Message().Number(2, OperatorSet)).Bytes;
    }

    /// <summary>A protobuf message as it is written.</summary>
    private sealed class Message
    {
        private readonly List<byte> _bytes = [];

        public byte[] Bytes => [.. _bytes];

        public Message Number(int field, long number)
        {
            Varint((ulong)field << 3);
            Varint((ulong)number);
            return this;
        }

        public Message Text(int field, string text) => Counted(field, Encoding.UTF8.GetBytes(text));

        public Message Inner(int field, Message message) => Counted(field, message.Bytes);

        private Message Counted(int field, byte[] bytes)
        {
            Varint(((ulong)field << 3) | 2);
            Varint((ulong)bytes.Length);
            _bytes.AddRange(bytes);
            return this;
        }

        private void Varint(ulong number)
        {
            for (; number >= 0x80; number >>= 7)
                _bytes.Add((byte)(number | 0x80));

            _bytes.Add((byte)number);
        }
    }
}
