// The frames of MultiplexingStream, major version 3: an array of code, channel, source and, with content, its bytes. The library reads a frame into memory
// whole, however long it says that it is, and looks for its end by recursion: neither is for a hostile worker to say.
using FfiIsolation.Rpc;

namespace FfiIsolation.Lanes;

internal sealed class FrameCheck : IByteCheck
{
    private const byte WithoutContent = 0x93;
    private const byte WithContent = 0x94;
    private const byte Content = 2;

    /// <summary>ControlCode.ChannelWindowGrowthRequest of Nerdbank.Streams 2.14: a later version may have more.</summary>
    private const byte LastCode = 8;
    private const byte Seeded = 0;

    /// <summary>Frames without content that are sent without a reason of the host's.</summary>
    private const int FreeFrames = 1024;

    /// <summary>Bytes of the host's that are a reason for such a frame: it says that they were read, as a rule of some thousand of them at once.</summary>
    private const int BytesForFrame = 64;

    private readonly MessageCheck[] _messages = [new(), new()];
    private long _framesLeft = FreeFrames;
    private long _written;
    private Part _part;
    private bool _hasContent;
    private byte _code;
    private ulong _channel;
    private byte _source;
    private int _digitsLeft;
    private ulong _number;
    private long _contentLeft;

    private enum Part
    {
        Elements,
        Code,
        Channel,
        Source,
        Length,
        Content,
    }

    /// <summary>The host has written that much. From any thread.</summary>
    public void Wrote(int bytes) => Interlocked.Add(ref _written, bytes);

    public string? Look(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            string? violation;
            if (_part == Part.Content)
            {
                int count = (int)Math.Min(_contentLeft, bytes.Length);
                violation = LookAtContent(bytes[..count]);
                bytes = bytes[count..];
            }
            else
            {
                violation = _digitsLeft > 0 ? Digit(bytes[0]) : Next(bytes[0]);
                bytes = bytes[1..];
            }

            if (violation is not null)
            {
                return violation;
            }
        }

        return null;
    }

    private string? Next(byte next)
    {
        switch (_part)
        {
            case Part.Elements when next is WithoutContent or WithContent:
                _hasContent = next == WithContent;
                _part = Part.Code;
                return null;
            case Part.Code when next <= LastCode:
                _code = next;
                _part = Part.Channel;
                return null;
            case Part.Channel when next < 0x80:
                _channel = next;
                _part = Part.Source;
                return null;
            case Part.Channel when next is >= 0xCC and <= 0xCF:
                return Await(1 << (next - 0xCC));
            case Part.Source when next is 0 or 1 or 0xFF:
                _source = next;
                _part = Part.Length;
                return _hasContent ? null : End(isEmpty: true);
            case Part.Length when next is >= 0xC4 and <= 0xC6:
                return Await(1 << (next - 0xC4));
            default:
                return $"A frame has 0x{next:x2} where its {_part.ToString().ToLowerInvariant()} should be.";
        }
    }

    private string? Await(int digits)
    {
        _digitsLeft = digits;
        _number = 0;
        return null;
    }

    private string? Digit(byte next)
    {
        _number = (_number << 8) | next;
        if (--_digitsLeft > 0)
        {
            return null;
        }

        if (_part == Part.Channel)
        {
            _channel = _number;
            _part = Part.Source;
            return null;
        }

        if (_number > ProtocolLimits.MaxFrameBytes)
        {
            return $"A frame of {_number} bytes was announced; the limit is {ProtocolLimits.MaxFrameBytes} bytes.";
        }

        _contentLeft = (long)_number;
        _part = Part.Content;
        return _contentLeft == 0 ? End(isEmpty: true) : null;
    }

    private string? LookAtContent(ReadOnlySpan<byte> content)
    {
        _contentLeft -= content.Length;
        if (_code == Content && _source == Seeded)
        {
            if (_channel >= (ulong)_messages.Length)
            {
                return $"A frame is of channel {_channel}, which there is not.";
            }

            if (_messages[_channel].Look(content) is { } violation)
            {
                return violation;
            }
        }

        return _contentLeft == 0 ? End(isEmpty: false) : null;
    }

    private string? End(bool isEmpty)
    {
        _part = Part.Elements;
        if (_code == Content && !isEmpty)
        {
            return null;
        }

        if (_framesLeft == 0)
        {
            _framesLeft = Interlocked.Exchange(ref _written, 0) / BytesForFrame;
        }

        return _framesLeft-- > 0 ? null : "Frames without content come without end.";
    }
}
