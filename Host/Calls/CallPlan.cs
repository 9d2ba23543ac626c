// What can be decided of a call once its prototype is known, and the checks and the writing that each call needs.
using System.Runtime.CompilerServices;
using System.Text;
using FfiIsolation.Abi;
using FfiIsolation.Batches;
using FfiIsolation.Callbacks;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Calls;

internal sealed partial class CallPlan
{
    /// <summary>Room for what a C++ exception says, where the function returns no text, and for what is told of buffers that were left.</summary>
    private const int ExceptionTextBytes = 4096;

    private readonly CallShape _shape;
    private readonly VariadicShapes? _variadic;
    private readonly MemoryResult? _memory;
    private readonly PlaceRotation? _rotation;
    private readonly bool _isInternal;
    private readonly int _parameterCount;

    /// <summary>The image of a call that needs no memory, but for its arguments.</summary>
    private readonly byte[] _blank;

    /// <exception cref="PrototypeException">The prototype asks for what cannot be called yet.</exception>
    /// <param name="textEncoding">How text is encoded whose units are of the encoding's size; null for UTF-8, UTF-16 and UTF-32.</param>
    /// <param name="guarding">How the buffers of its calls are guarded.</param>
    /// <param name="rotation">Gives the places of calls whose storage is taken back; needed for those.</param>
    /// <param name="isInternal">Whether the host calls it for its own steps: then it keeps out of places that were taken back.</param>
    public CallPlan(Prototype prototype, int maxTextBytes, Encoding? textEncoding = null, BufferGuarding guarding = BufferGuarding.Off, PlaceRotation? rotation = null, bool isInternal = false)
    {
        if (CallSupport.WhyNotCallable(prototype) is { } why)
        {
            throw why;
        }

        Prototype = prototype;
        ReturnType = prototype.ReturnType;
        _parameterCount = prototype.Parameters.Length;
        _shape = new CallShape(prototype, VariadicArguments.None, isInternal);
        _variadic = prototype.IsVariadic ? new VariadicShapes(prototype) : null;
        _memory = _shape.Layout.Result as MemoryResult;
        if (CallSupport.WhyTooLarge(prototype, _shape.Layout, WindowLayout.MaxBlockBytes) is { } tooLarge)
        {
            throw tooLarge;
        }

        TextEncoding = textEncoding;
        _isInternal = isInternal;
        BlockFlags = guarding switch
        {
            BufferGuarding.Off => 0,
            BufferGuarding.Guarded => CallImageLayout.BlockGuarded,
            _ => CallImageLayout.BlockGuarded | CallImageLayout.BlockLent,
        };
        _rotation = TakesBack ? rotation ?? throw new ArgumentNullException(nameof(rotation)) : null;
        ReturnsText = NativeResult.ReturnsText(prototype.ReturnType);
        FetchKind = ReturnsText ? (FetchKind)((PointerType)prototype.ReturnType).Pointee.Size : FetchKind.Nothing;
        FetchLimit = ReturnsText ? maxTextBytes : ExceptionTextBytes;
        HasWideResult = Layout.Result is X87Result or ComplexX87Result or SplitResult;
        ScalarResult = ScalarResult.Of(prototype.ReturnType, Layout.Result, ReturnsText);
        _blank = Blank();
    }

    public Prototype Prototype { get; }

    /// <summary>The layout of a call without arguments behind the dots. The place of the result is that of every call.</summary>
    public CallLayout Layout => _shape.Layout;

    /// <summary>The prototype's, for each call at hand.</summary>
    public CType ReturnType { get; }

    public bool ReturnsText { get; }

    /// <summary>Whether the result needs more than RAX, RDX and XMM0.</summary>
    public bool HasWideResult { get; }

    /// <summary>Whether what a call returned is told by its result part alone, and not by registers in the exchange.</summary>
    public bool TakesResultPart => ReturnsText || _shape.HasMoreThanRegisters;

    /// <summary>Whether the arguments of calls that need no memory all lie in registers that the exchange of the shared-memory lane brings.</summary>
    public bool IsBrought => _shape.IsBrought;

    /// <summary>How the result is read, where that is simple.</summary>
    public ScalarResult? ScalarResult { get; }

    public FetchKind FetchKind { get; }

    /// <summary>How the text of arguments and result is encoded; null for the usual.</summary>
    public Encoding? TextEncoding { get; }

    /// <summary>The most that is read behind the result, in bytes.</summary>
    public int FetchLimit { get; }

    /// <summary>The room for it in the window, in bytes.</summary>
    private int FetchRoom => Math.Max(FetchLimit, ExceptionTextBytes);

    /// <summary>What the blocks of its calls have beside their direction.</summary>
    public uint BlockFlags { get; }

    /// <summary>Whether what its calls lend is closed when they have ended.</summary>
    public bool TakesBack => (BlockFlags & CallImageLayout.BlockLent) != 0;

    /// <summary>Checks the arguments and writes the image. Touches no worker.</summary>
    /// <exception cref="ArgumentException">An argument does not fit; names it.</exception>
    /// <exception cref="StaleHandleException">A pointer is not of this scope.</exception>
    /// <param name="batch">The rows for which the image is to be run; null for one call. Arguments that its columns give are checked and not written.</param>
    public PreparedCall Prepare(FunctionTarget function, ReadOnlySpan<NativeArgument> arguments, int? pointerGeneration, BatchChunk? batch = null)
    {
        CallShape shape = ShapeOf(arguments);
        CallThread thread = CallThread.Current;
        PreparedCall call = PreparedCall.Rent(thread);
        call.Reset(function, shape, arguments, FetchLimit);
        if (batch is not null)
        {
            call.Many = batch;
        }

        // The call within whose callback this one is made: what it has in the window stays as it is.
        PreparedCall? outer = thread.Callback?.Outer;
        if (shape.UsesMemory || !ReferenceEquals(shape, _shape) || outer is not null || batch is not null)
        {
            WriteBlocks(call, shape, arguments, pointerGeneration, outer, batch);
        }
        else
        {
            call.UseBlank(this, _blank);
        }

        CallImageWriter writer = CallImageWriter.Over(call.Image);
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Kind == NativeArgumentKind.Struct)
            {
                PointerScope.CheckStruct(Prototype, shape.Writers[i].Parameter, arguments[i], pointerGeneration);
            }

            if (batch is null || !batch.IsColumn(i))
            {
                shape.Writers[i].Write(writer, arguments[i]);
            }
        }

        return call;
    }

    private CallShape ShapeOf(ReadOnlySpan<NativeArgument> arguments)
    {
        return arguments.Length == _parameterCount ? _shape
            : arguments.Length > _parameterCount && _variadic is not null ? _variadic.Find(arguments)
            : throw ArgumentMistake.Count(Prototype, arguments.Length);
    }

    /// <summary>Places what pointers and large values need in the window, and writes the image but for the arguments.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // what only some calls need is not to be cleared for all
    private void WriteBlocks(PreparedCall call, CallShape shape, ReadOnlySpan<NativeArgument> arguments, int? pointerGeneration, PreparedCall? outer, BatchChunk? batch)
    {
        WindowAllocator own = NewWindow(shape.Places), window = (batch?.After ?? outer)?.Window ?? own;
        PlaceBlocks(call, shape, arguments, pointerGeneration, batch, ref window);
        int constants = call.Blocks.Length;
        batch?.Place(call, ref window);
        long fetch = window.PlaceFetch(FetchRoom);
        if (fetch < 0)
        {
            throw new ArgumentException($"{Prototype.Name}: the buffers of one call are together too large.");
        }

        call.Window = window;
        ReadOnlySpan<PreparedBlock> blocks = call.Blocks;
        CallLayout layout = shape.Layout;
        int size = CallImageWriter.SizeOf(layout.StackWords, blocks.Length, constants);
        byte[] image = call.NewImage(size + (batch?.ImageSize ?? 0));
        var writer = new CallImageWriter(image, layout.StackWords, layout.StackAlignment, blocks.Length, constants);
        WriteFixed(writer, shape, fetch, batch is not null);
        foreach (PreparedBlock block in blocks)
        {
            writer.AddBlock((ulong)block.Offset, (ulong)block.Length, block.Direction, FlagsOf(block, shape, batch));
            if (!block.IsColumn)
            {
                writer.Relocate(
                    block.Parameter == PreparedBlock.OfResult ? CallImageWriter.Integer(_memory!.Register) : shape.Writers[block.Parameter].AddressPlace, (ulong)block.Offset);
            }
        }

        batch?.Write(image, size, blocks, shape.Layout);
    }

    private uint FlagsOf(PreparedBlock block, CallShape shape, BatchChunk? batch)
    {
        uint flags = block.IsColumn ? BlockFlags & ~CallImageLayout.BlockLent : BlockFlags;
        int parameter = batch?.ParameterOf(block) ?? block.Parameter;

        // Of a column, the first row is looked at: of later ones nobody could say where they begin.
        return flags != 0 && block.Direction == BlockDirection.In && shape.Writers[parameter].IsConst && (!block.IsColumn || batch!.First == 0) ? flags | CallImageLayout.BlockConst : flags;
    }

    private void WriteFixed(CallImageWriter writer, CallShape shape, long fetch, bool isBatch = false)
    {
        writer.SetConvention(shape.Convention);
        writer.SetFlags(shape.Flags);
        writer.SetFetch(isBatch ? FetchKind.Nothing : FetchKind, (ulong)fetch, (ulong)FetchLimit);
        writer.SetBytes(CallImageLayout.Integers, shape.Registers);
    }

    /// <summary>What a call without pointers takes of the window.</summary>
    public WindowAllocator BlankWindow()
    {
        WindowAllocator window = NewWindow(places: 0);
        window.PlaceFetch(FetchRoom);
        return window;
    }

    private WindowAllocator NewWindow(int places) => _isInternal ? WindowAllocator.OfInternal : new WindowAllocator(_rotation?.Take(places) ?? 0);

    private byte[] Blank()
    {
        byte[] blank = new byte[CallImageWriter.SizeOf(Layout.StackWords, 0, 0)];
        WriteFixed(
            new CallImageWriter(blank, Layout.StackWords, Layout.StackAlignment, 0, 0), _shape, new WindowAllocator().Place(FetchRoom, 16));
        return blank;
    }

    /// <summary>Gives each argument that needs memory its block, and the result the first.</summary>
    private void PlaceBlocks(PreparedCall call, CallShape shape, ReadOnlySpan<NativeArgument> arguments, int? pointerGeneration, BatchChunk? batch, ref WindowAllocator window)
    {
        if (_memory is not null && batch is null)
        {
            call.AddBlock(new PreparedBlock(PreparedBlock.OfResult, window.Place(_memory.Size, _memory.Alignment), _memory.Size, BlockDirection.Out));
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            // The elements of a column that pointers point at are checked by one of them; the column itself has its place with the others.
            if (NeedOf(call, shape, arguments, i, pointerGeneration) is { } need && batch?.IsColumn(i) != true)
            {
                long offset = window.Place(need.Length, need.Alignment);
                if (offset < 0)
                {
                    throw ArgumentMistake.Type(Prototype, shape.Writers[i].Parameter, arguments[i], "the buffers of one call are together too large or too many");
                }

                call.AddBlock(new PreparedBlock(i, offset, need.Length, need.Direction));
            }
        }
    }

    /// <summary>Checks an argument that can need memory, and notes one that is a callback.</summary>
    /// <returns>The memory that it needs; null where it needs none.</returns>
    private MemoryNeed? NeedOf(PreparedCall call, CallShape shape, ReadOnlySpan<NativeArgument> arguments, int index, int? pointerGeneration)
    {
        ArgumentWriter writer = shape.Writers[index];
        if (arguments[index].Kind == NativeArgumentKind.Callback && writer is PointerWriter pointer)
        {
            call.AddCallback(pointer.UseOf(arguments[index].Callback));
            return null;
        }

        MemoryNeed? need = writer.UsesMemory ? writer.Need(arguments[index], arguments, pointerGeneration) : null;
        return need?.Length > WindowLayout.MaxBlockBytes
            ? throw ArgumentMistake.Type(Prototype, writer.Parameter, arguments[index], $"it is too large: a buffer of a call has at most {WindowLayout.MaxBlockBytes} bytes")
            : need;
    }
}
