using System.Collections.Immutable;
using FfiIsolation.Abi;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Calls;

/// <summary>A call of a prototype with a certain list of types: where each argument goes, and what writes it. One for each prototype; of a variadic one, one for
/// each list of types behind the dots. Immutable.</summary>
internal sealed class CallShape
{
    private readonly byte[] _registers;

    /// <param name="isInternal">Whether the host calls it for its own steps: nothing is looked for in what those bring back, which is anybody's.</param>
    public CallShape(Prototype prototype, ImmutableArray<CType> extra, bool isInternal = false)
    {
        Extra = extra;
        Layout = CallLayout.Of(prototype, extra);
        var writers = new ArgumentWriter[Layout.Arguments.Length];
        for (int i = 0; i < writers.Length; i++)
        {
            Parameter parameter = i < prototype.Parameters.Length ? prototype.Parameters[i] : VariadicType.ParameterOf(i, extra[i - prototype.Parameters.Length]);
            writers[i] = WriterFactory.Create(prototype, parameter, Layout.Arguments[i]);
        }

        Writers = [.. writers];
        _registers = UnsetRegisters.Of(prototype.Convention, Layout, writers);
        Stored = isInternal ? null : StoredTellTales.Of(prototype, Layout, writers);
        Convention = prototype.Convention == CallConvention.Microsoft ? ImageConvention.MicrosoftX64 : ImageConvention.SystemVX64;
        Places = (Layout.Result is MemoryResult ? 1 : 0) + writers.Count(writer => writer.UsesMemory);
        Flags = Layout.Result switch
        {
            X87Result => ImageFlags.PopSt0,
            ComplexX87Result => ImageFlags.PopSt0 | ImageFlags.PopSt1,
            VectorResult { Size: > sizeof(double) } => ImageFlags.WideResult,
            SplitResult split when split.Pieces.Any(piece => piece.Size > sizeof(double)) => ImageFlags.WideResult,
            _ => ImageFlags.None,
        };
        Flags |= Layout.Arguments.Any(PlaceMap.IsWide) ? ImageFlags.WideVectors : ImageFlags.None;
        IsBrought = Layout is { StackWords: 0, IntegerRegisters: <= LaneFrame.BroughtIntegers, VectorRegisters: <= LaneFrame.BroughtVectors } && (Flags & ImageFlags.WideVectors) == 0;
    }

    /// <summary>The types behind the dots, as they are passed.</summary>
    public ImmutableArray<CType> Extra { get; }

    public CallLayout Layout { get; }

    /// <summary>One for each argument.</summary>
    public ImmutableArray<ArgumentWriter> Writers { get; }

    /// <summary>The registers before the arguments are written, as <see cref="UnsetRegisters"/> has them.</summary>
    public ReadOnlySpan<byte> Registers => _registers;

    /// <summary>What of that can come back other than as the result; null for nothing.</summary>
    public StoredTellTales? Stored { get; }

    public ImageConvention Convention { get; }

    public ImageFlags Flags { get; }

    /// <summary>Whether all arguments lie in registers that the exchange of the shared-memory lane brings.</summary>
    public bool IsBrought { get; }

    /// <summary>Whether the result is more than the exchange has room for.</summary>
    public bool HasMoreThanRegisters => (Flags & (ImageFlags.PopSt0 | ImageFlags.PopSt1 | ImageFlags.WideResult)) != 0;

    /// <summary>Whether a call can need memory in the window, beyond that for text that comes back.</summary>
    public bool UsesMemory => Places != 0;

    /// <summary>The most places in the window that a call needs for that.</summary>
    public int Places { get; }
}
