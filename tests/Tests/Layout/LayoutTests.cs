// The C# twins of native/include/ffi_segment.h against the header, by the C compiler.
using System.Reflection;
using FfiIsolation.Crashes;
using FfiIsolation.Images;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Layout;

public sealed partial class LayoutTests
{
    [Fact]
    public void Every_constant_of_the_image_is_that_of_the_header() => CompareConstants(typeof(CallImageLayout), s_image);

    [Fact]
    public void Every_constant_of_the_tell_tales_is_that_of_the_header()
    {
        CompareConstants(typeof(TellTales), s_tellTales);
        ulong[] managed = [TellTales.Address(0), TellTales.Address(5), TellTales.Vector(0), TellTales.Vector(7)];
        Assert.Equal(CHeader.Evaluate(["FFI_TELL_TALE(0)", "FFI_TELL_TALE(5)", "FFI_TELL_TALE_VECTOR(0)", "FFI_TELL_TALE_VECTOR(7)"]), managed);
    }

    [Fact]
    public void Every_constant_of_a_list_is_that_of_the_header() => CompareConstants(typeof(ListLayout), s_list);

    [Fact]
    public void Every_constant_of_the_segment_is_that_of_the_header() => CompareConstants(typeof(SegmentLayout), s_segment);

    [Fact]
    public void Every_constant_of_the_heap_is_that_of_the_header() => CompareConstants(typeof(HeapLayout), s_heap);

    [Fact]
    public void Every_constant_of_a_callback_is_that_of_the_header() => CompareConstants(typeof(CallbackLayout), s_callback);

    [Fact]
    public void The_window_has_the_slots_of_the_header()
    {
        string[] classes = [.. Enumerable.Range(0, WindowLayout.ClassCount).SelectMany(i => (string[])[$"ffi_slot_sizes[{i}]", $"ffi_slot_counts[{i}]"])];
        ulong[] native = CHeader.Evaluate([
            "FFI_SLOT_CLASSES", "FFI_GUARD_SIZE", "ffi_window_size()", "FFI_WINDOW_OFFSET + ffi_window_size()",
            "sizeof ((struct ffi_header *)0)->secret", .. classes]);
        ulong[] managed = [.. Enumerable.Range(0, WindowLayout.ClassCount)
            .SelectMany(i => (ulong[])[(ulong)WindowLayout.SlotSizes[i], (ulong)WindowLayout.SlotCounts[i]])];
        Assert.Equal(
            [(ulong)WindowLayout.ClassCount, WindowLayout.GuardSize, (ulong)WindowLayout.Size, (ulong)WindowLayout.SegmentSize, ProtocolLimits.SecretBytes, .. managed],
            native);
        Assert.Equal(WindowLayout.SlotTotal, WindowLayout.SlotCounts.ToArray().Sum());
        Assert.Equal(WindowLayout.SlotSizes.ToArray().Max(), WindowLayout.MaxBlockBytes);
    }

    /// <summary>The gate's own question, asked of both ends of every slot and of the guard page behind it.</summary>
    [Fact]
    public void The_slots_lie_where_the_gate_lets_data_lie()
    {
        var questions = new List<string>();
        for (int slotClass = 0; slotClass < WindowLayout.ClassCount; slotClass++)
        {
            for (int i = 0; i < WindowLayout.SlotCounts[slotClass]; i++)
            {
                long at = WindowLayout.SlotOffset(slotClass, i), size = WindowLayout.SlotSizes[slotClass];
                questions.AddRange([
                    $"ffi_window_holds({at}, {size})", $"!ffi_window_holds({at}, {size + 1})",
                    $"!ffi_window_holds({at + size}, 1)", $"!ffi_window_holds({at + size + WindowLayout.GuardSize - 1}, 1)"]);
            }
        }

        questions.Add($"!ffi_window_holds({WindowLayout.Size}, 1)");
        Assert.All(CHeader.Evaluate(questions), answer => Assert.Equal(1UL, answer));
    }

    [Theory]
    [InlineData(typeof(RecorderStage), "ffi_stage", "FFI_STAGE_")]
    [InlineData(typeof(CrashRecordState), "ffi_crash_state", "FFI_CRASH_")]
    [InlineData(typeof(CrashRecordKind), "ffi_crash_kind", "FFI_CRASH_")]
    [InlineData(typeof(HeapFunction), "ffi_heap_function", "FFI_HEAP_")]
    [InlineData(typeof(HeapFindingKind), "ffi_heap_kind", "FFI_HEAP_")]
    [InlineData(typeof(ImageFlags), "ffi_image_flags", "FFI_IMAGE_")]
    [InlineData(typeof(ImageOutcome), "ffi_outcome", "FFI_")]
    [InlineData(typeof(OverrunKind), "ffi_overrun_kind", "FFI_")]
    [InlineData(typeof(FetchKind), "ffi_fetch", "FFI_FETCH_")]
    [InlineData(typeof(FetchStatus), "ffi_fetch_status", "FFI_")]
    [InlineData(typeof(MachineChanges), "ffi_machine_changes", "FFI_")]
    [InlineData(typeof(BlockDirection), "ffi_block_flags", "FFI_BLOCK_")]
    [InlineData(typeof(ImageConvention), "ffi_convention", "FFI_")]
    [InlineData(typeof(RequestMessage), "ffi_request", "FFI_REQUEST_")]
    [InlineData(typeof(ReplyMessage), "ffi_reply", "FFI_REPLY_")]
    [InlineData(typeof(AnswerPlace), "ffi_answer_place", "FFI_ANSWER_")]
    [InlineData(typeof(LinkKind), "ffi_link_kind", "FFI_LINK_")]
    [InlineData(typeof(ResultCondition), "ffi_condition", "FFI_CONDITION_")]
    [InlineData(typeof(ListedState), "ffi_call_state", "FFI_CALL_")]
    [InlineData(typeof(ForeignState), "ffi_foreign_state", "FFI_FOREIGN_")]
    [InlineData(typeof(CallbackResult), "ffi_callback_result", "FFI_RESULT_")]
    public void Every_enumeration_is_that_of_the_header(Type type, string tag, string prefix)
    {
        // Names that only one side needs, or that each side says in its own words.
        Dictionary<string, string> other = new()
        {
            ["FFI_SKIPPED"] = "FFI_FETCH_SKIPPED",
            ["FFI_CUT"] = "FFI_FETCH_CUT",
            ["FFI_MODES"] = "FFI_MODES_CHANGED",
            ["FFI_BLOCK_IN_OUT"] = "FFI_BLOCK_IN | FFI_BLOCK_OUT",
        };
        string[] native = CHeader.EnumNames(tag);
        string[] names = [.. Enum.GetNames(type).Where(name => name != "None" || native.Contains(prefix + "NONE"))];
        string[] expected = [.. names.Select(name => prefix + UpperSnake(name)).Select(name => other.GetValueOrDefault(name, name))];
        Assert.Equal(native.Order(), expected.Where(name => !name.Contains('|')).Order());
        Assert.Equal(CHeader.Evaluate(expected), names.Select(name => Convert.ToUInt64(Enum.Parse(type, name))));
    }

    private static string UpperSnake(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : char.ToUpperInvariant(c).ToString()));

    private static void CompareConstants(Type type, Dictionary<string, string> expressions)
    {
        Dictionary<string, ulong> managed = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).ToDictionary(field => field.Name, field => field.GetRawConstantValue() is int number ? unchecked((ulong)number) : Convert.ToUInt64(field.GetRawConstantValue()));
        Assert.Equal(expressions.Keys.Order(), managed.Keys.Order());
        ulong[] native = CHeader.Evaluate(expressions.Values);
        Assert.Equal(expressions.Keys.Zip(native).OrderBy(pair => pair.First), managed.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key));
    }
}
