using FfiIsolation.Abi;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Callbacks;

/// <summary>Decides what a callback brings along: arguments passed by reference; text, where the delegate wants text; and what a pointer points at, where the C
/// type says by <c>access</c> that it may be read.</summary>
internal sealed class CallbackRules
{
    public const int MaximumText = 2048;

    private readonly FunctionType _type;
    private readonly CallLayout _layout;
    private readonly List<CallbackRule> _rules = [];
    private readonly int[] _indexes;
    private int _room = CallbackLayout.DataSize;

    public CallbackRules(FunctionType type, CallLayout layout, ulong texts)
    {
        _type = type;
        _layout = layout;
        _indexes = new int[type.Parameters.Length];
        Array.Fill(_indexes, -1);
        for (int i = 0; i < _indexes.Length; i++)
        {
            // For what is nothing but padding, compilers pass no address.
            if (layout.Arguments[i] is ReferencePlace reference && !EmptyRecords.IsEmpty(type.Parameters[i].Type))
            {
                Add(i, SlotOf(reference.Pointer), CallbackLayout.SlotOne, reference.Size, reference.Size);
            }
        }

        for (int i = 0; i < _indexes.Length; i++)
        {
            if (type.Parameters[i].Type is PointerType pointer)
            {
                AddPointer(i, pointer, isText: i < 64 && (texts >> i & 1) != 0);
            }
        }
    }

    public IReadOnlyList<CallbackRule> All => _rules;

    /// <summary>The rule of a parameter, -1 for none.</summary>
    public int IndexOf(int parameter) => _indexes[parameter];

    private void AddPointer(int index, PointerType pointer, bool isText)
    {
        int slot = SlotOf(_layout.Arguments[index]);
        AccessContract? access = _type.Parameters[index].Access;
        if (isText)
        {
            Add(index, slot, CallbackLayout.SlotText, 1, MaximumText);
        }
        else if (access?.Mode is AccessMode.ReadOnly or AccessMode.ReadWrite)
        {
            int element = Math.Max(1, pointer.Pointee.Size);
            int size = access.SizeIndex is { } counter ? SizeSlotOf(counter) : CallbackLayout.SlotOne;
            if (size != CallbackLayout.SlotText)
            {
                // One after the other has half of what room there is; what is more is read when it is asked for.
                Add(index, slot, size, element, size == CallbackLayout.SlotOne ? element : Math.Max(element, _room / 2 / element * element));
            }
        }
    }

    private void Add(int parameter, int pointer, int size, int element, int maximum)
    {
        int taken = (maximum + CallbackLayout.DataAlignment - 1) / CallbackLayout.DataAlignment * CallbackLayout.DataAlignment;
        if (_rules.Count == CallbackLayout.MaxRules || taken > _room)
        {
            return;
        }

        _room -= taken;
        _indexes[parameter] = _rules.Count;
        _rules.Add(new CallbackRule(pointer, size, element, maximum));
    }

    /// <summary>SlotText, which no counter can be, for one that the worker cannot read.</summary>
    private int SizeSlotOf(int parameter) => (_type.Parameters[parameter].Type, _layout.Arguments[parameter]) switch
    {
        ({ Size: sizeof(ulong) }, IntegerRegisterPlace or StackPlace) => SlotOf(_layout.Arguments[parameter]),
        ({ Size: sizeof(int) }, IntegerRegisterPlace or StackPlace) => CallbackLayout.SlotInt + SlotOf(_layout.Arguments[parameter]),
        _ => CallbackLayout.SlotText,
    };

    private static int SlotOf(ArgumentPlace place) => place switch
    {
        IntegerRegisterPlace at => at.Register,
        StackPlace at => CallbackLayout.SlotStack + at.Word,
        _ => throw new InvalidOperationException($"A pointer cannot lie in {place}."),
    };
}
