// The structure of JSON-RPC messages in MessagePack, each with its length before it: how long, how deep, and that what is announced has room. Whoever
// decodes them afterwards recurses by what they say, and allocates by it.
using FfiIsolation.Rpc;

namespace FfiIsolation.Lanes;

internal sealed class MessageCheck : IByteCheck
{
    private readonly long[] _valuesLeft = new long[ProtocolLimits.MaxNesting];
    private int _depth;

    /// <summary>Bytes of the message's length that are still to come, and then of the message.</summary>
    private int _headLeft = sizeof(int);
    private long _left;

    /// <summary>Bytes of a value that say nothing of the structure.</summary>
    private long _skip;

    /// <summary>Of a number that is not whole: the bytes to come, what came, and the byte that it belongs to.</summary>
    private int _digitsLeft;
    private uint _number;
    private byte _code;

    public string? Look(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_headLeft == 0 && _skip > 0)
            {
                int skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                _left -= skipped;
                bytes = bytes[skipped..];
            }
            else if ((_headLeft > 0 ? Head(bytes[0]) : Body(bytes[0])) is { } violation)
            {
                return violation;
            }
            else
            {
                bytes = bytes[1..];
            }

            if (_headLeft == 0 && _skip == 0 && _digitsLeft == 0 && _depth == 0)
            {
                if (_left > 0)
                {
                    return $"A message goes on for {_left} bytes behind its end.";
                }

                _headLeft = sizeof(int);
            }
        }

        return null;
    }

    private string? Head(byte next)
    {
        _number = (_number << 8) | next;
        if (--_headLeft > 0)
        {
            return null;
        }

        uint length = _number;
        _number = 0;
        if (length is 0 or > ProtocolLimits.MaxMessageBytes)
        {
            return $"A message of {length} bytes was announced; the limit is {ProtocolLimits.MaxMessageBytes} bytes.";
        }

        _left = length;
        _depth = 1;
        _valuesLeft[0] = 1;
        return null;
    }

    private string? Body(byte next)
    {
        _left--;
        if (_digitsLeft == 0)
        {
            _code = next;
            _number = 0;
            _digitsLeft = DigitsOf(next);
        }
        else
        {
            _number = (_number << 8) | next;
            _digitsLeft--;
        }

        return _digitsLeft > 0 ? _left > 0 ? null : Short() : Value();
    }

    /// <summary>The bytes of the length behind a first byte.</summary>
    private static int DigitsOf(byte code) => code switch
    {
        0xC4 or 0xC7 or 0xD9 => 1,
        0xC5 or 0xC8 or 0xDA or 0xDC or 0xDE => 2,
        0xC6 or 0xC9 or 0xDB or 0xDD or 0xDF => 4,
        _ => 0,
    };

    /// <summary>A value's first byte is there, with its length.</summary>
    private string? Value()
    {
        if (_code == 0xC1)
        {
            return "A message has the byte 0xc1, which means nothing.";
        }

        long values = _code switch
        {
            >= 0x80 and < 0x90 => 2 * (_code & 0x0F),
            >= 0x90 and < 0xA0 => _code & 0x0F,
            0xDC or 0xDD => _number,
            0xDE or 0xDF => 2L * _number,
            _ => -1,
        };
        _valuesLeft[_depth - 1]--;
        if (values < 0)
        {
            _skip = PlainBytes();
        }
        else if (values > _left)
        {
            return Short();
        }
        else if (values > 0)
        {
            if (_depth == _valuesLeft.Length)
            {
                return $"A message is nested deeper than {ProtocolLimits.MaxNesting}.";
            }

            _valuesLeft[_depth++] = values;
        }

        while (_depth > 0 && _valuesLeft[_depth - 1] == 0)
        {
            _depth--;
        }

        // Each value to come has at least one byte.
        return _skip > _left || (_depth > 0 && _left - _skip < _valuesLeft[_depth - 1]) ? Short() : null;
    }

    private long PlainBytes() => _code switch
    {
        >= 0xA0 and < 0xC0 => _code & 0x1F,
        0xC4 or 0xC5 or 0xC6 or 0xD9 or 0xDA or 0xDB => _number,
        0xC7 or 0xC8 or 0xC9 => _number + 1L,
        0xCA or 0xCE or 0xD2 => 4,
        0xCB or 0xCF or 0xD3 => 8,
        0xCC or 0xD0 => 1,
        0xCD or 0xD1 => 2,
        >= 0xD4 and <= 0xD8 => 1 + (1 << (_code - 0xD4)),
        _ => 0,
    };

    private static string Short() => "A message announces more than it has.";
}
