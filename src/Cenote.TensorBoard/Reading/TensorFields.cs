using System.Buffers.Binary;
using System.Globalization;
using Cenote.TensorBoard.Protos;
using static Google.Protobuf.WireFormat;

namespace Cenote.TensorBoard;

/// <summary>A tensor as newer writers hold scalars, images and texts: one number, or strings. What is not whole is taken as far as it goes.</summary>
internal readonly struct TensorFields
{
    private const int FloatType = 1;
    private const int DoubleType = 2;
    private const int StringType = 7;

    private readonly ReadOnlyMemory<byte> _message;
    private readonly long _type;
    private readonly ReadOnlyMemory<byte> _numbers;

    public TensorFields(ReadOnlyMemory<byte> message)
    {
        _message = message;
        WireReader fields = new(message);
        while (fields.Next())
        {
            switch (fields.Field, fields.Type)
            {
                case (TensorValue.DtypeFieldNumber, WireType.Varint):
                    _type = fields.Number;
                    break;
                case (TensorValue.TensorContentFieldNumber, WireType.LengthDelimited):
                // Packed, as proto3 writes them, or one by one.
                case (TensorValue.FloatValFieldNumber, WireType.LengthDelimited or WireType.Fixed32):
                case (TensorValue.DoubleValFieldNumber, WireType.LengthDelimited or WireType.Fixed64):
                    _numbers = fields.Bytes;
                    break;
            }
        }
    }

    public bool IsStrings => _type == StringType;

    /// <summary>The number that it holds; null where it holds several, or other things.</summary>
    public double? Number => (_type, _numbers.Length) switch
    {
        (FloatType, sizeof(float)) => BinaryPrimitives.ReadSingleLittleEndian(_numbers.Span),
        (DoubleType, sizeof(double)) => BinaryPrimitives.ReadDoubleLittleEndian(_numbers.Span),
        _ => null,
    };

    public IEnumerable<ReadOnlyMemory<byte>> Strings()
    {
        WireReader fields = new(_message);
        while (fields.Next())
        {
            if (fields.Field == TensorValue.StringValFieldNumber && fields.Type == WireType.LengthDelimited)
                yield return fields.Bytes;
        }
    }

    /// <summary>A number in digits, as an image's tensor holds its sizes; 0 for anything else.</summary>
    public static int ParseSize(ReadOnlyMemory<byte> digits) =>
        int.TryParse(digits.Span, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0;
}
