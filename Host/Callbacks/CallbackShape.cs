using System.Buffers.Binary;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Callbacks;

/// <summary>What a worker must know of a callback before it is called: the bytes of <c>struct ffi_callback_entry</c>. Callbacks of one shape share trampolines,
/// one after the other. Immutable.</summary>
internal sealed class CallbackShape : IEquatable<CallbackShape>
{
    private readonly byte[] _entry = new byte[CallbackLayout.EntrySize];

    public CallbackShape(CallConvention convention, int stackWords, CallbackResult result, int resultSize, IReadOnlyList<CallbackRule> rules)
    {
        Write(CallbackLayout.EntryBound, 1);
        Write(CallbackLayout.EntryConvention, convention == CallConvention.Microsoft ? 1 : 0);
        Write(CallbackLayout.EntryStackWords, stackWords);
        Write(CallbackLayout.EntryResult, (int)result);
        Write(CallbackLayout.EntryRuleCount, rules.Count);
        Write(CallbackLayout.EntryResultSize, resultSize);
        for (int i = 0; i < rules.Count; i++)
        {
            int at = CallbackLayout.EntryRules + (i * CallbackLayout.RuleSize);
            Write(at + CallbackLayout.RulePointerSlot, rules[i].PointerSlot);
            Write(at + CallbackLayout.RuleSizeSlot, rules[i].SizeSlot);
            Write(at + CallbackLayout.RuleElementSize, rules[i].ElementSize);
            Write(at + CallbackLayout.RuleMaximum, rules[i].Maximum);
        }
    }

    /// <summary>What <c>ffi_bind_callback</c> takes.</summary>
    public ReadOnlyMemory<byte> Entry => _entry;

    public bool Equals(CallbackShape? other) => other is not null && other._entry.AsSpan().SequenceEqual(_entry);

    public override bool Equals(object? obj) => Equals(obj as CallbackShape);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_entry);
        return hash.ToHashCode();
    }

    private void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_entry.AsSpan(at), value);
}
