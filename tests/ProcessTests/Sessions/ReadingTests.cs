using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Sessions;

/// <summary>Pointers and structs, read out of a session's memory.</summary>
public sealed class ReadingTests
{
    [Theory(Timeout = Patience.Deadline), InlineData(LaneChoice.SharedMemory), InlineData(LaneChoice.Rpc)]
    public async Task What_is_read_there_belongs_to_the_session(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(), other = await recorded.Host.OpenSessionAsync();
        IsolatedLibrary c = await session.LoadAsync("c", "struct node { int value; struct node *next; };");
        RecordType type = c.Struct("struct node").Type;
        NativePointer first = session.Allocate(16), second = session.Allocate(16);
        session.Write(first, 1);
        session.Write(first + 8, second.Address);
        session.Write(second, 2);

        Assert.Equal(second, session.ReadPointer(first + 8));
        Assert.True(session.ReadPointer(second + 8).IsNull);
        NativeStruct node = session.ReadStruct(first, type);
        Assert.Equal(1, node["value"]);
        Assert.Equal(second, node["next"]);
        Assert.Equal(2, session.ReadStruct(node.Get<NativePointer>("next"), type)["value"]);

        Assert.Throws<StaleHandleException>(() => other.ReadPointer(first));
        Assert.Throws<StaleHandleException>(() => other.ReadStruct(first, type));
        Assert.Throws<StaleHandleException>(() => other.ReadStruct(node.Get<NativePointer>("next"), type));
        Assert.Throws<StaleHandleException>(() => other.Free(session.ReadPointer(first + 8)));
        NativeCrashException crash = Assert.Throws<NativeCrashException>(() => session.ReadStruct(NativePointer.FromAddress(0x10), type));
        Assert.Equal(0x10UL, crash.Report.FaultAddress);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_type_that_is_not_complete_is_refused_and_nothing_is_read()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        IsolatedLibrary c = await session.LoadAsync("c", "struct hidden; struct pointer { struct hidden *to; };");
        var hidden = (RecordType)((PointerType)c.Struct("struct pointer").Type.Members[0].Type).Pointee;
        Assert.Throws<ArgumentException>(() => session.ReadStruct(NativePointer.FromAddress(0x10), hidden));
        Assert.Null(session.Loss);
    }
}
