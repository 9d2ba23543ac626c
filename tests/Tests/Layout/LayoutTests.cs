// The C# twins of native/include/ffi_segment.h against the header, by the C compiler.
using System.Reflection;
using FfiIsolation.Crashes;
using FfiIsolation.Images;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Layout;

public sealed class LayoutTests
{
    private static readonly Dictionary<string, string> s_image = new()
    {
        [nameof(CallImageLayout.Turn)] = "offsetof(struct ffi_image, turn)",
        [nameof(CallImageLayout.Message)] = "offsetof(struct ffi_image, message)",
        [nameof(CallImageLayout.Target)] = "offsetof(struct ffi_image, target)",
        [nameof(CallImageLayout.Length)] = "offsetof(struct ffi_image, length)",
        [nameof(CallImageLayout.Convention)] = "offsetof(struct ffi_image, convention)",
        [nameof(CallImageLayout.Flags)] = "offsetof(struct ffi_image, flags)",
        [nameof(CallImageLayout.Sequence)] = "offsetof(struct ffi_image, sequence)",
        [nameof(CallImageLayout.StackWords)] = "offsetof(struct ffi_image, stack_words)",
        [nameof(CallImageLayout.BlockCount)] = "offsetof(struct ffi_image, block_count)",
        [nameof(CallImageLayout.RelocationCount)] = "offsetof(struct ffi_image, relocation_count)",
        [nameof(CallImageLayout.StackAlignment)] = "offsetof(struct ffi_image, stack_alignment)",
        [nameof(CallImageLayout.FetchKind)] = "offsetof(struct ffi_image, fetch_kind)",
        [nameof(CallImageLayout.ErrnoBefore)] = "offsetof(struct ffi_image, errno_before)",
        [nameof(CallImageLayout.FetchLimit)] = "offsetof(struct ffi_image, fetch_limit)",
        [nameof(CallImageLayout.FetchOffset)] = "offsetof(struct ffi_image, fetch_offset)",
        [nameof(CallImageLayout.Integers)] = "offsetof(struct ffi_image, integers)",
        [nameof(CallImageLayout.Vectors)] = "offsetof(struct ffi_image, vectors)",
        [nameof(CallImageLayout.Result)] = "offsetof(struct ffi_image, reply_turn)",
        [nameof(CallImageLayout.ReplyTurn)] = "offsetof(struct ffi_image, reply_turn)",
        [nameof(CallImageLayout.ReplyMessage)] = "offsetof(struct ffi_image, reply_message)",
        [nameof(CallImageLayout.Outcome)] = "offsetof(struct ffi_image, outcome)",
        [nameof(CallImageLayout.MachineChanges)] = "offsetof(struct ffi_image, mxcsr_changed)",
        [nameof(CallImageLayout.ErrnoAfter)] = "offsetof(struct ffi_image, errno_after)",
        [nameof(CallImageLayout.FetchStatus)] = "offsetof(struct ffi_image, fetch_status)",
        [nameof(CallImageLayout.Rax)] = "offsetof(struct ffi_image, rax)",
        [nameof(CallImageLayout.Rdx)] = "offsetof(struct ffi_image, rdx)",
        [nameof(CallImageLayout.FetchLength)] = "offsetof(struct ffi_image, fetch_length)",
        [nameof(CallImageLayout.Xmm0)] = "offsetof(struct ffi_image, xmm0)",
        [nameof(CallImageLayout.Xmm1)] = "offsetof(struct ffi_image, xmm1)",
        [nameof(CallImageLayout.St0)] = "offsetof(struct ffi_image, st0)",
        [nameof(CallImageLayout.St1)] = "offsetof(struct ffi_image, st1)",
        [nameof(CallImageLayout.Exception)] = "offsetof(struct ffi_image, exception)",
        [nameof(CallImageLayout.RowsDone)] = "offsetof(struct ffi_image, rows_done)",
        [nameof(CallImageLayout.BatchSize)] = "sizeof(struct ffi_batch)",
        [nameof(CallImageLayout.BatchFirstRow)] = "offsetof(struct ffi_batch, first_row)",
        [nameof(CallImageLayout.BatchColumnCount)] = "offsetof(struct ffi_batch, column_count)",
        [nameof(CallImageLayout.BatchResultCount)] = "offsetof(struct ffi_batch, result_count)",
        [nameof(CallImageLayout.BatchNumber)] = "offsetof(struct ffi_batch, number)",
        [nameof(CallImageLayout.BatchIntegerRegisters)] = "offsetof(struct ffi_batch, integer_registers)",
        [nameof(CallImageLayout.BatchVectorRegisters)] = "offsetof(struct ffi_batch, vector_registers)",
        [nameof(CallImageLayout.ColumnSize)] = "sizeof(struct ffi_column)",
        [nameof(CallImageLayout.ColumnStride)] = "offsetof(struct ffi_column, stride)",
        [nameof(CallImageLayout.ColumnElementSize)] = "offsetof(struct ffi_column, size)",
        [nameof(CallImageLayout.ColumnPlace)] = "offsetof(struct ffi_column, place)",
        [nameof(CallImageLayout.ColumnKind)] = "offsetof(struct ffi_column, kind)",
        [nameof(CallImageLayout.FixedSize)] = "sizeof(struct ffi_image)",
        [nameof(CallImageLayout.ResultSize)] = "sizeof(struct ffi_image) - offsetof(struct ffi_image, reply_turn)",
        [nameof(CallImageLayout.IntegerRegisters)] = "sizeof ((struct ffi_image *)0)->integers / 8",
        [nameof(CallImageLayout.VectorRegisters)] = "sizeof ((struct ffi_image *)0)->vectors / sizeof ((struct ffi_image *)0)->vectors[0]",
        [nameof(CallImageLayout.VectorSize)] = "sizeof ((struct ffi_image *)0)->vectors[0]",
        [nameof(CallImageLayout.BlockSize)] = "sizeof(struct ffi_block)",
        [nameof(CallImageLayout.BlockLength)] = "offsetof(struct ffi_block, length)",
        [nameof(CallImageLayout.BlockFlags)] = "offsetof(struct ffi_block, flags)",
        [nameof(CallImageLayout.BlockGuarded)] = "FFI_BLOCK_GUARDED",
        [nameof(CallImageLayout.BlockLent)] = "FFI_BLOCK_LENT",
        [nameof(CallImageLayout.OverrunsSize)] = "sizeof(struct ffi_overruns)",
        [nameof(CallImageLayout.OverrunsOutcome)] = "offsetof(struct ffi_overruns, outcome)",
        [nameof(CallImageLayout.OverrunsEntries)] = "offsetof(struct ffi_overruns, entries)",
        [nameof(CallImageLayout.MaxOverruns)] = "FFI_MAX_OVERRUNS",
        [nameof(CallImageLayout.OverrunSize)] = "sizeof(struct ffi_overrun)",
        [nameof(CallImageLayout.OverrunKind)] = "offsetof(struct ffi_overrun, kind)",
        [nameof(CallImageLayout.OverrunFirst)] = "offsetof(struct ffi_overrun, first)",
        [nameof(CallImageLayout.OverrunLast)] = "offsetof(struct ffi_overrun, last)",
        [nameof(CallImageLayout.OverrunRow)] = "offsetof(struct ffi_overrun, row)",
        [nameof(CallImageLayout.OverrunThread)] = "offsetof(struct ffi_overrun, thread)",
        [nameof(CallImageLayout.OverrunFrameCount)] = "offsetof(struct ffi_overrun, frame_count)",
        [nameof(CallImageLayout.OverrunFrames)] = "offsetof(struct ffi_overrun, frames)",
        [nameof(CallImageLayout.MaxOverrunFrames)] = "FFI_OVERRUN_FRAMES",
        [nameof(CallImageLayout.CanaryBytes)] = "FFI_CANARY_BYTES",
        [nameof(CallImageLayout.RelocationSize)] = "sizeof(struct ffi_relocation)",
        [nameof(CallImageLayout.RelocationValue)] = "offsetof(struct ffi_relocation, value)",
        [nameof(CallImageLayout.RelocationSpace)] = "offsetof(struct ffi_relocation, space)",
        [nameof(CallImageLayout.ResultPoison)] = "FFI_RESULT_POISON",
    };

    private static readonly Dictionary<string, string> s_tellTales = new()
    {
        [nameof(TellTales.Count)] = "FFI_TELL_TALES",
        [nameof(TellTales.Room)] = "FFI_TELL_TALE_ROOM",
        [nameof(TellTales.Start)] = "FFI_TELL_TALES_START",
        [nameof(TellTales.Stack)] = "FFI_TELL_TALE_STACK",
        [nameof(TellTales.OtherConvention)] = "FFI_TELL_TALE_OTHER_CONVENTION",
        [nameof(TellTales.Nan)] = "FFI_TELL_TALE_NAN",
        [nameof(TellTales.NanStep)] = "FFI_TELL_TALE_NAN_STEP",
        [nameof(TellTales.NanMask)] = "0x7FF7FFF800000000",
        [nameof(TellTales.NanMark)] = "FFI_TELL_TALE_VECTOR(7) & 0x7FF7FFF800000000",
        [nameof(TellTales.FloatMask)] = "0x7FBFFFC0",
        [nameof(TellTales.FloatMark)] = "FFI_TELL_TALE_VECTOR(7) & 0x7FBFFFC0",
    };

    private static readonly Dictionary<string, string> s_list = new()
    {
        [nameof(ListLayout.Size)] = "sizeof(struct ffi_list)",
        [nameof(ListLayout.Flags)] = "offsetof(struct ffi_list, flags)",
        [nameof(ListLayout.Results)] = "offsetof(struct ffi_list, results)",
        [nameof(ListLayout.ResultsLength)] = "offsetof(struct ffi_list, results_length)",
        [nameof(ListLayout.TextLimit)] = "offsetof(struct ffi_list, text_limit)",
        [nameof(ListLayout.Number)] = "offsetof(struct ffi_list, number)",
        [nameof(ListLayout.CheckEach)] = "FFI_LIST_CHECK_EACH",
        [nameof(ListLayout.CallSize)] = "sizeof(struct ffi_list_call)",
        [nameof(ListLayout.CallTarget)] = "offsetof(struct ffi_list_call, target)",
        [nameof(ListLayout.CallExpected)] = "offsetof(struct ffi_list_call, expected)",
        [nameof(ListLayout.CallRegisters)] = "offsetof(struct ffi_list_call, registers)",
        [nameof(ListLayout.CallLength)] = "offsetof(struct ffi_list_call, size)",
        [nameof(ListLayout.CallStackWords)] = "offsetof(struct ffi_list_call, stack_words)",
        [nameof(ListLayout.CallStackAlignment)] = "offsetof(struct ffi_list_call, stack_alignment)",
        [nameof(ListLayout.CallLinkCount)] = "offsetof(struct ffi_list_call, link_count)",
        [nameof(ListLayout.CallFlags)] = "offsetof(struct ffi_list_call, flags)",
        [nameof(ListLayout.CallConvention)] = "offsetof(struct ffi_list_call, convention)",
        [nameof(ListLayout.CallFetchKind)] = "offsetof(struct ffi_list_call, fetch_kind)",
        [nameof(ListLayout.CallCondition)] = "offsetof(struct ffi_list_call, condition)",
        [nameof(ListLayout.CallConditionShift)] = "offsetof(struct ffi_list_call, condition_shift)",
        [nameof(ListLayout.CallIntegerCount)] = "offsetof(struct ffi_list_call, integer_count)",
        [nameof(ListLayout.CallVectorCount)] = "offsetof(struct ffi_list_call, vector_count)",
        [nameof(ListLayout.ResultInXmm0)] = "FFI_LIST_XMM0",
        [nameof(ListLayout.Always)] = "FFI_LIST_ALWAYS",
        [nameof(ListLayout.LinkSize)] = "sizeof(struct ffi_link)",
        [nameof(ListLayout.LinkTo)] = "offsetof(struct ffi_link, to)",
        [nameof(ListLayout.LinkLength)] = "offsetof(struct ffi_link, size)",
        [nameof(ListLayout.LinkCall)] = "offsetof(struct ffi_link, call)",
        [nameof(ListLayout.LinkKind)] = "offsetof(struct ffi_link, kind)",
        [nameof(ListLayout.LinkRange)] = "offsetof(struct ffi_link, range)",
        [nameof(ListLayout.RangeSigned)] = "FFI_RANGE_SIGNED",
        [nameof(ListLayout.ResultSize)] = "sizeof(struct ffi_list_result)",
        [nameof(ListLayout.ResultErrno)] = "offsetof(struct ffi_list_result, errno_after)",
        [nameof(ListLayout.ResultState)] = "offsetof(struct ffi_list_result, state)",
        [nameof(ListLayout.ResultMachineChanges)] = "offsetof(struct ffi_list_result, machine_changes)",
        [nameof(ListLayout.ResultFetchStatus)] = "offsetof(struct ffi_list_result, fetch_status)",
        [nameof(ListLayout.RegistersSize)] = "sizeof(struct ffi_list_registers)",
        [nameof(ListLayout.RegistersRax)] = "offsetof(struct ffi_list_registers, rax)",
        [nameof(ListLayout.RegistersRdx)] = "offsetof(struct ffi_list_registers, rdx)",
        [nameof(ListLayout.RegistersTextOffset)] = "offsetof(struct ffi_list_registers, text_offset)",
        [nameof(ListLayout.RegistersTextLength)] = "offsetof(struct ffi_list_registers, text_length)",
        [nameof(ListLayout.RegistersXmm0)] = "offsetof(struct ffi_list_registers, xmm0)",
        [nameof(ListLayout.RegistersXmm1)] = "offsetof(struct ffi_list_registers, xmm1)",
        [nameof(ListLayout.RegistersSt0)] = "offsetof(struct ffi_list_registers, st0)",
        [nameof(ListLayout.RegistersSt1)] = "offsetof(struct ffi_list_registers, st1)",
    };

    private static readonly Dictionary<string, string> s_segment = new()
    {
        [nameof(SegmentLayout.Magic)] = "FFI_SEGMENT_MAGIC",
        [nameof(SegmentLayout.Version)] = "FFI_SEGMENT_VERSION",
        [nameof(SegmentLayout.HeaderOffset)] = "FFI_HEADER_OFFSET",
        [nameof(SegmentLayout.RecorderOffset)] = "FFI_RECORDER_OFFSET",
        [nameof(SegmentLayout.CrashOffset)] = "FFI_CRASH_OFFSET",
        [nameof(SegmentLayout.HeapOffset)] = "FFI_HEAP_OFFSET",
        [nameof(SegmentLayout.CrashStackOffset)] = "FFI_CRASH_STACK_OFFSET",
        [nameof(SegmentLayout.CrashStackSize)] = "FFI_STACK_COPY_SIZE",
        [nameof(SegmentLayout.CrashMapsOffset)] = "FFI_CRASH_MAPS_OFFSET",
        [nameof(SegmentLayout.CrashMapsSize)] = "FFI_MAPS_COPY_SIZE",
        [nameof(SegmentLayout.ControlOffset)] = "FFI_CONTROL_OFFSET",
        [nameof(SegmentLayout.ConfinementOffset)] = "FFI_CONFINEMENT_OFFSET",
        [nameof(SegmentLayout.ConfinementSize)] = "FFI_CONFINEMENT_SIZE",
        [nameof(SegmentLayout.ConfinementFlags)] = "offsetof(struct ffi_confinement, flags)",
        [nameof(SegmentLayout.ConfinementPathsLength)] = "offsetof(struct ffi_confinement, paths_length)",
        [nameof(SegmentLayout.ConfinementMemory)] = "offsetof(struct ffi_confinement, memory)",
        [nameof(SegmentLayout.ConfinementCpuSeconds)] = "offsetof(struct ffi_confinement, cpu_seconds)",
        [nameof(SegmentLayout.ConfinementDescriptors)] = "offsetof(struct ffi_confinement, descriptors)",
        [nameof(SegmentLayout.ConfinementFileSize)] = "offsetof(struct ffi_confinement, file_size)",
        [nameof(SegmentLayout.ConfinementPaths)] = "offsetof(struct ffi_confinement, paths)",
        [nameof(SegmentLayout.ForeignOffset)] = "FFI_FOREIGN_OFFSET",
        [nameof(SegmentLayout.ForeignSlots)] = "FFI_FOREIGN_SLOTS",
        [nameof(SegmentLayout.LaneOffset)] = "FFI_LANE_OFFSET",
        [nameof(SegmentLayout.Frames)] = "FFI_FRAMES",
        [nameof(SegmentLayout.FrameSize)] = "FFI_FRAME_SIZE",
        [nameof(SegmentLayout.FrameCallback)] = "FFI_FRAME_CALLBACK",
        [nameof(SegmentLayout.WindowOffset)] = "FFI_WINDOW_OFFSET",
        [nameof(SegmentLayout.HeaderSize)] = "sizeof(struct ffi_header)",
        [nameof(SegmentLayout.HeaderVersion)] = "offsetof(struct ffi_header, version)",
        [nameof(SegmentLayout.HeaderFlags)] = "offsetof(struct ffi_header, flags)",
        [nameof(SegmentLayout.HeaderSegmentSize)] = "offsetof(struct ffi_header, segment_size)",
        [nameof(SegmentLayout.HeaderHostPid)] = "offsetof(struct ffi_header, host_pid)",
        [nameof(SegmentLayout.HeaderCallsPipe)] = "offsetof(struct ffi_header, calls_pipe)",
        [nameof(SegmentLayout.HeaderSecret)] = "offsetof(struct ffi_header, secret)",
        [nameof(SegmentLayout.HeaderSegmentAddress)] = "offsetof(struct ffi_header, segment_address)",
        [nameof(SegmentLayout.HeaderSymbolLookup)] = "offsetof(struct ffi_header, symbol_lookup)",
        [nameof(SegmentLayout.HeaderPipe)] = "offsetof(struct ffi_header, pipe)",
        [nameof(SegmentLayout.HeaderStartError)] = "offsetof(struct ffi_header, start_error)",
        [nameof(SegmentLayout.HeaderStartStep)] = "offsetof(struct ffi_header, start_step)",
        [nameof(SegmentLayout.HeaderWorkerPid)] = "offsetof(struct ffi_header, worker_pid)",
        [nameof(SegmentLayout.HeaderContractHash)] = "offsetof(struct ffi_header, contract_hash)",
        [nameof(SegmentLayout.HeaderContractHashSize)] = "sizeof ((struct ffi_header *)0)->contract_hash",
        [nameof(SegmentLayout.CallsByPipe)] = "FFI_HEADER_CALLS_BY_PIPE",
        [nameof(SegmentLayout.OrderlyShutdown)] = "FFI_HEADER_ORDERLY_SHUTDOWN",
        [nameof(SegmentLayout.GuardedHeap)] = "FFI_HEADER_GUARDED_HEAP",
        [nameof(SegmentLayout.RecorderSize)] = "sizeof(struct ffi_recorder)",
        [nameof(SegmentLayout.RecorderDepth)] = "offsetof(struct ffi_recorder, depth)",
        [nameof(SegmentLayout.RecorderCallThread)] = "offsetof(struct ffi_recorder, call_thread)",
        [nameof(SegmentLayout.RecorderCalls)] = "offsetof(struct ffi_recorder, calls)",
        [nameof(SegmentLayout.RecorderOverrun)] = "offsetof(struct ffi_recorder, overrun)",
        [nameof(SegmentLayout.RecorderOverrunError)] = "offsetof(struct ffi_recorder, overrun_error)",
        [nameof(SegmentLayout.RecorderFrames)] = "offsetof(struct ffi_recorder, frames)",
        [nameof(SegmentLayout.RecorderFrameRow)] = "offsetof(struct ffi_recorder_frame, row)",
        [nameof(SegmentLayout.RecorderFrameSize)] = "sizeof(struct ffi_recorder_frame)",
        [nameof(SegmentLayout.RecorderFrameSequence)] = "offsetof(struct ffi_recorder_frame, sequence)",
        [nameof(SegmentLayout.RecorderFrameStage)] = "offsetof(struct ffi_recorder_frame, stage)",
        [nameof(SegmentLayout.RecorderFrameCallback)] = "offsetof(struct ffi_recorder_frame, callback)",
        [nameof(SegmentLayout.ControlWorkerSleeps)] = "offsetof(struct ffi_control, worker_sleeps)",
        [nameof(SegmentLayout.ControlHostSleeps)] = "offsetof(struct ffi_control, host_sleeps)",
        [nameof(SegmentLayout.ControlForeignBell)] = "offsetof(struct ffi_control, foreign_bell)",
        [nameof(SegmentLayout.ControlReady)] = "offsetof(struct ffi_control, ready)",
        [nameof(SegmentLayout.ControlCancel)] = "offsetof(struct ffi_control, cancel)",
        [nameof(SegmentLayout.TurnDead)] = "FFI_TURN_DEAD",
    };

    private static readonly Dictionary<string, string> s_heap = new()
    {
        [nameof(HeapLayout.Descriptor)] = "FFI_HEAP_DESCRIPTOR",
        [nameof(HeapLayout.Frames)] = "FFI_HEAP_FRAMES",
        [nameof(HeapLayout.OriginSize)] = "sizeof(struct ffi_heap_origin)",
        [nameof(HeapLayout.OriginTarget)] = "offsetof(struct ffi_heap_origin, target)",
        [nameof(HeapLayout.OriginThread)] = "offsetof(struct ffi_heap_origin, thread)",
        [nameof(HeapLayout.OriginDepth)] = "offsetof(struct ffi_heap_origin, depth)",
        [nameof(HeapLayout.OriginFunction)] = "offsetof(struct ffi_heap_origin, function)",
        [nameof(HeapLayout.OriginFrameCount)] = "offsetof(struct ffi_heap_origin, frame_count)",
        [nameof(HeapLayout.OriginFrames)] = "offsetof(struct ffi_heap_origin, frames)",
        [nameof(HeapLayout.FindingSize)] = "sizeof(struct ffi_heap_finding)",
        [nameof(HeapLayout.FindingFunction)] = "offsetof(struct ffi_heap_finding, function)",
        [nameof(HeapLayout.FindingAddress)] = "offsetof(struct ffi_heap_finding, address)",
        [nameof(HeapLayout.FindingBlock)] = "offsetof(struct ffi_heap_finding, block)",
        [nameof(HeapLayout.FindingBytes)] = "offsetof(struct ffi_heap_finding, size)",
        [nameof(HeapLayout.FindingFirst)] = "offsetof(struct ffi_heap_finding, first)",
        [nameof(HeapLayout.FindingLast)] = "offsetof(struct ffi_heap_finding, last)",
        [nameof(HeapLayout.FindingAllocated)] = "offsetof(struct ffi_heap_finding, allocated)",
        [nameof(HeapLayout.FindingFreed)] = "offsetof(struct ffi_heap_finding, freed)",
        [nameof(HeapLayout.ListingSize)] = "sizeof(struct ffi_heap_listing)",
        [nameof(HeapLayout.ListingBytes)] = "offsetof(struct ffi_heap_listing, bytes)",
        [nameof(HeapLayout.ListingUnguarded)] = "offsetof(struct ffi_heap_listing, unguarded)",
        [nameof(HeapLayout.ListingGroupCount)] = "offsetof(struct ffi_heap_listing, group_count)",
        [nameof(HeapLayout.GroupSize)] = "sizeof(struct ffi_heap_group)",
        [nameof(HeapLayout.GroupBytes)] = "offsetof(struct ffi_heap_group, bytes)",
        [nameof(HeapLayout.GroupAddress)] = "offsetof(struct ffi_heap_group, address)",
        [nameof(HeapLayout.GroupLastSequence)] = "offsetof(struct ffi_heap_group, last_sequence)",
        [nameof(HeapLayout.GroupFirst)] = "offsetof(struct ffi_heap_group, first)",
    };

    private static readonly Dictionary<string, string> s_callback = new()
    {
        [nameof(CallbackLayout.Callbacks)] = "FFI_CALLBACKS",
        [nameof(CallbackLayout.Size)] = "sizeof(struct ffi_callback)",
        [nameof(CallbackLayout.State)] = "offsetof(struct ffi_callback, state)",
        [nameof(CallbackLayout.Index)] = "offsetof(struct ffi_callback, index)",
        [nameof(CallbackLayout.Thread)] = "offsetof(struct ffi_callback, thread)",
        [nameof(CallbackLayout.StackWords)] = "offsetof(struct ffi_callback, stack_words)",
        [nameof(CallbackLayout.Integers)] = "offsetof(struct ffi_callback, integers)",
        [nameof(CallbackLayout.Vectors)] = "offsetof(struct ffi_callback, vectors)",
        [nameof(CallbackLayout.Answer)] = "offsetof(struct ffi_callback, answer)",
        [nameof(CallbackLayout.DataLengths)] = "offsetof(struct ffi_callback, data_lengths)",
        [nameof(CallbackLayout.Stack)] = "offsetof(struct ffi_callback, stack)",
        [nameof(CallbackLayout.Data)] = "offsetof(struct ffi_callback, data)",
        [nameof(CallbackLayout.DataSize)] = "FFI_CALLBACK_DATA",
        [nameof(CallbackLayout.DataAlignment)] = "FFI_CALLBACK_DATA_ALIGNMENT",
        [nameof(CallbackLayout.MaxStackWords)] = "FFI_CALLBACK_STACK_WORDS",
        [nameof(CallbackLayout.MaxRules)] = "FFI_CALLBACK_RULES",
        [nameof(CallbackLayout.AnswerSize)] = "sizeof(struct ffi_answer)",
        [nameof(CallbackLayout.AnswerMessage)] = "offsetof(struct ffi_answer, message)",
        [nameof(CallbackLayout.AnswerRax)] = "offsetof(struct ffi_answer, rax)",
        [nameof(CallbackLayout.AnswerRdx)] = "offsetof(struct ffi_answer, rdx)",
        [nameof(CallbackLayout.AnswerXmm0)] = "offsetof(struct ffi_answer, xmm0)",
        [nameof(CallbackLayout.AnswerXmm1)] = "offsetof(struct ffi_answer, xmm1)",
        [nameof(CallbackLayout.AnswerSt0)] = "offsetof(struct ffi_answer, st0)",
        [nameof(CallbackLayout.AnswerSt1)] = "offsetof(struct ffi_answer, st1)",
        [nameof(CallbackLayout.EntrySize)] = "sizeof(struct ffi_callback_entry)",
        [nameof(CallbackLayout.EntryBound)] = "offsetof(struct ffi_callback_entry, bound)",
        [nameof(CallbackLayout.EntryConvention)] = "offsetof(struct ffi_callback_entry, convention)",
        [nameof(CallbackLayout.EntryStackWords)] = "offsetof(struct ffi_callback_entry, stack_words)",
        [nameof(CallbackLayout.EntryResult)] = "offsetof(struct ffi_callback_entry, result)",
        [nameof(CallbackLayout.EntryResultSize)] = "offsetof(struct ffi_callback_entry, result_size)",
        [nameof(CallbackLayout.EntryRuleCount)] = "offsetof(struct ffi_callback_entry, rule_count)",
        [nameof(CallbackLayout.EntryRules)] = "offsetof(struct ffi_callback_entry, rules)",
        [nameof(CallbackLayout.RuleSize)] = "sizeof(struct ffi_callback_rule)",
        [nameof(CallbackLayout.RulePointerSlot)] = "offsetof(struct ffi_callback_rule, pointer_slot)",
        [nameof(CallbackLayout.RuleSizeSlot)] = "offsetof(struct ffi_callback_rule, size_slot)",
        [nameof(CallbackLayout.RuleElementSize)] = "offsetof(struct ffi_callback_rule, element_size)",
        [nameof(CallbackLayout.RuleMaximum)] = "offsetof(struct ffi_callback_rule, maximum)",
        [nameof(CallbackLayout.SlotStack)] = "FFI_SLOT_STACK",
        [nameof(CallbackLayout.SlotOne)] = "FFI_SLOT_ONE",
        [nameof(CallbackLayout.SlotText)] = "FFI_SLOT_TEXT",
        [nameof(CallbackLayout.SlotInt)] = "FFI_SLOT_INT",
    };

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
