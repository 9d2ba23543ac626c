// A call whose arguments have been checked, as the bytes that travel: the image, and the data it points at. The object is used again by the
// next call of its thread, so that a warm call allocates nothing; one whose call went wrong or was left alone is not.
using FfiIsolation.Images;
using FfiIsolation.Lanes;

namespace FfiIsolation.Calls;

internal sealed partial class PreparedCall
{
    /// <summary>Images of this many words behind the fixed part, and of fewer, are kept for the next call of the same size.</summary>
    private const int KeptTailWords = 64;

    /// <summary>Fetched text beyond this many bytes gets an array of its own, which is not kept.</summary>
    private const int KeptFetchBytes = 64 * 1024;

    private readonly byte[]?[] _images = new byte[KeptTailWords + 1][];
    private NativeArgument[] _arguments = [];
    private PreparedBlock[] _blocks = [];
    private byte[] _fetchBuffer = [];
    private byte[]? _inputs;
    private int _argumentCount;
    private int _blockCount;
    private ulong _fetchLimit;
    private long _inputBytes;
    private long _outputBytes;
    private WindowAllocator _window;
    private bool _hasWindow;

    private PreparedCall()
    {
    }

    public FunctionTarget Function { get; private set; } = null!;

    /// <summary>Of a call that frees what another gave: that one's function, whose doing it is; null for others.</summary>
    public FunctionTarget? FreesFor { get; set; }

    /// <summary>What looks wrong about how a callback of it was called; null for nothing.</summary>
    public string? CallbackWarning { get; set; }

    /// <summary>Whether not all that it passes is in here: of a call of a list that passes memory, or takes what an earlier one gave.</summary>
    public bool LacksArguments { get; set; }

    /// <summary>Where each argument went.</summary>
    public CallShape Shape { get; private set; } = null!;

    public ReadOnlySpan<NativeArgument> Arguments => _arguments.AsSpan(0, _argumentCount);

    public byte[] Image { get; private set; } = [];

    /// <summary>The plan whose blank image the image was made from, and of which it still is but for arguments, target and number; null for others.</summary>
    public CallPlan? BlankOf { get; private set; }

    public ReadOnlySpan<PreparedBlock> Blocks => _blocks.AsSpan(0, _blockCount);

    /// <summary>The bytes of the input blocks, one after the other. Copied when first asked for, while the caller's buffers are as they were.</summary>
    public byte[] Inputs => _inputs ??= CopyInputs();

    /// <summary>The number of bytes of the input blocks.</summary>
    public long InputBytes => _inputBytes;

    /// <summary>What of the window is taken by this call, and by those within whose callbacks it is made.</summary>
    public WindowAllocator Window
    {
        get => _hasWindow ? _window : Function.Plan.BlankWindow();
        set => (_window, _hasWindow) = (value, true);
    }

    /// <summary>The number of bytes of the output blocks.</summary>
    public long OutputBytes => _outputBytes;

    /// <summary>Where in the window the worker puts the text that it reads behind the result.</summary>
    public long FetchOffset => (long)System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(Image.AsSpan(CallImageLayout.FetchOffset));

    /// <summary>The bytes that can come back besides the result.</summary>
    public long MaxOutputBytes => _outputBytes + Math.Max((long)_fetchLimit, _blockCount > 0 ? CallImageLayout.OverrunsSize : 0);

    /// <summary>The result part, once the call has been carried on its caller's thread.</summary>
    public byte[] Result { get; private set; } = new byte[CallImageLayout.ResultSize];

    /// <summary>The bytes of a result that came back in memory; empty for others.</summary>
    public byte[] ResultMemory { get; private set; } = [];

    /// <summary>Where the memory of the result lies in the window; null where there is none.</summary>
    public long? ResultOffset => Blocks is [{ Parameter: PreparedBlock.OfResult } result, ..] ? result.Offset : null;

    /// <summary>The text that was read behind the result, once the call has been carried on its caller's thread.</summary>
    public ReadOnlyMemory<byte> Fetched { get; private set; }

    /// <summary>Whether the function ended its thread (<c>pthread_exit</c>): the worker that says so is not sound any more.</summary>
    public static bool EndedItsThread(byte[] result) => new CallImageReader(result).Outcome == ImageOutcome.ThreadExit;

    /// <summary>
    /// Starts filling: whose call, with which arguments. What is not set after this is as the call before left it; what is right already is not written, since the
    /// garbage collector wants to know of each reference that is.
    /// </summary>
    public void Reset(FunctionTarget function, CallShape shape, ReadOnlySpan<NativeArgument> arguments, int fetchLimit)
    {
        if (!ReferenceEquals(Function, function))
        {
            Function = function;
        }

        if (!ReferenceEquals(Shape, shape))
        {
            Shape = shape;
        }

        HasRun = false;
        if (ResultMemory.Length > 0)
        {
            ResultMemory = [];
        }

        if (FreesFor is not null)
        {
            FreesFor = null;
        }

        if (CallbackWarning is not null)
        {
            CallbackWarning = null;
        }

        _callbackCount = 0;
        _hasWindow = false;
        if (Many is not null)
        {
            Many = null;
        }

        if (_arguments.Length < arguments.Length)
        {
            _arguments = new NativeArgument[Math.Max(8, arguments.Length)];
        }

        // One by one: a copy of many with references in them begins with more work than few arguments are.
        for (int i = 0; i < arguments.Length; i++)
        {
            _arguments[i] = arguments[i];
        }

        _argumentCount = arguments.Length;
        _fetchLimit = (ulong)fetchLimit;
        _blockCount = 0;
        _inputBytes = _outputBytes = 0;
        _inputs = null;
    }

    /// <summary>Makes the image that of a plan's calls which need no memory: only the arguments are to be written.</summary>
    public void UseBlank(CallPlan plan, byte[] blank)
    {
        if (!ReferenceEquals(BlankOf, plan))
        {
            blank.CopyTo(NewImage(blank.Length), 0);
            BlankOf = plan;
        }
    }

    /// <summary>The image, to be written.</summary>
    public byte[] NewImage(int size)
    {
        BlankOf = null;
        int tail = (size - CallImageLayout.FixedSize) / sizeof(ulong);
        return Image = tail <= KeptTailWords ? _images[tail] ??= new byte[size] : new byte[size];
    }

    public void AddBlock(PreparedBlock block)
    {
        if (_blockCount == _blocks.Length)
        {
            Array.Resize(ref _blocks, Math.Max(4, 2 * _blockCount));
        }

        _blocks[_blockCount++] = block;
        _inputBytes += (block.Direction & BlockDirection.In) != 0 ? block.Length : 0;
        _outputBytes += (block.Direction & BlockDirection.Out) != 0 ? block.Length : 0;
    }

    /// <summary>Copies the inputs now: a caller that may go away before the call ends may use its buffers for something else while it still runs.</summary>
    public PreparedCall Detached()
    {
        _inputs ??= CopyInputs();
        return this;
    }

    /// <summary>The input of a block; empty for one that has none.</summary>
    public ReadOnlySpan<byte> InputOf(PreparedBlock wanted)
    {
        int at = 0;
        foreach (PreparedBlock block in Blocks)
        {
            bool isInput = (block.Direction & BlockDirection.In) != 0;
            if (block == wanted)
            {
                return isInput ? Inputs.AsSpan(at, block.Length) : default;
            }

            at += isInput ? block.Length : 0;
        }

        return default;
    }

    /// <summary>Checks what came back against what was asked. Done while the worker still has the call on board, so that it can answer for it.</summary>
    /// <exception cref="LaneBrokenException">The worker sent something that this call cannot have given.</exception>
    public void Check(LaneReply reply)
    {
        if (reply.Result?.Length != CallImageLayout.ResultSize)
        {
            throw new LaneBrokenException($"The result part has {reply.Result?.Length ?? 0} bytes, not {CallImageLayout.ResultSize}.", isViolation: true);
        }

        int fetched = CheckOutcome(reply.Result, out bool returned);
        if (reply.Outputs.Length != (returned ? _outputBytes : 0) + fetched)
        {
            throw new LaneBrokenException($"The worker answered with {reply.Outputs.Length} bytes, which this call cannot have given.", isViolation: true);
        }

        if (returned)
        {
            Many?.Look(reply.Outputs.Span);
        }
    }

    /// <summary>Checks a result part, which must be a copy that the worker cannot change any more.</summary>
    /// <returns>The length of the fetched text, in bytes.</returns>
    /// <exception cref="LaneBrokenException">The worker sent something that this call cannot have given.</exception>
    public int CheckOutcome(byte[] resultPart, out bool returned)
    {
        var result = new CallImageReader(resultPart);
        ImageOutcome outcome = result.Outcome;
        returned = HasOutputs(outcome);
        Many?.CheckDone(result);
        ulong fetched = outcome is ImageOutcome.Returned or ImageOutcome.Threw or ImageOutcome.Overran ? result.FetchLength : 0;
        return (outcome is ImageOutcome.Returned or ImageOutcome.Threw or ImageOutcome.ThreadExit && fetched <= _fetchLimit)
            || (outcome == ImageOutcome.Overran && fetched == CallImageLayout.OverrunsSize && _blockCount > 0 && Function.Plan.BlockFlags != 0)
            ? (int)fetched
            : throw new LaneBrokenException($"The worker answered with outcome {outcome} and text of {fetched} bytes, which this call cannot have given.", isViolation: true);
    }

    /// <summary>Copies the outputs of a checked reply into the caller's buffers. Only for a caller that still waits.</summary>
    /// <returns>The fetched text's bytes.</returns>
    public ReadOnlyMemory<byte> Accept(LaneReply reply)
    {
        bool returned = HasOutputs(new CallImageReader(reply.Result).Outcome);
        ReadOnlyMemory<byte> rest = reply.Outputs;
        foreach (PreparedBlock block in Blocks)
        {
            if (returned && (block.Direction & BlockDirection.Out) != 0)
            {
                TakeOutput(block, rest.Span[..block.Length]);
                rest = rest[block.Length..];
            }
        }

        return rest;
    }

    /// <summary>The same for a reply to a caller that waits on its own thread: the parts are kept here.</summary>
    public void Keep(LaneReply reply)
    {
        Fetched = Accept(reply);
        Result = reply.Result;
    }

    /// <summary>Where the fetched text is to be copied to.</summary>
    public Span<byte> NewFetched(int length)
    {
        if (length > _fetchBuffer.Length && length <= KeptFetchBytes)
        {
            _fetchBuffer = new byte[Math.Max(256, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length))];
        }

        byte[] buffer = length <= _fetchBuffer.Length ? _fetchBuffer : new byte[length];
        Fetched = buffer.AsMemory(0, length);
        return buffer.AsSpan(0, length);
    }
}
