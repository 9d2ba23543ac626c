using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Soak;

/// <summary>A session from its opening to its end: state, memory of the worker's, memory that is shared.</summary>
internal static class SessionTrip
{
    private const int MostRented = 1 << 21;

    /// <exception cref="BrokenPromiseException">Something came out wrong.</exception>
    public static async Task MakeAsync(NativeHost host, Random random, Caller caller)
    {
        await using NativeSession session = await Patiently.Await(host.OpenSessionAsync(), "opening a session");
        Targets targets = await Targets.OfAsync(session);
        for (int i = random.Next(5); i > 0; i--)
        {
            await GoodCalls.OneAsync(targets, random, caller);
        }

        NativePointer memory = session.Allocate(1024);
        long written = random.NextInt64();
        session.Write(memory + 512, written);
        Expect(session.Read<long>(memory + 512), written, "memory of a session");
        session.Free(memory);

        int size = random.Next(1, MostRented);
        byte value = (byte)random.Next(256);
        using RentedBuffer<byte> rented = session.Rent<byte>(size);
        rented.Span.Fill(value);
        Expect((long)await caller.CallAsync(targets["sum_bytes"], random, rented, size), (long)size * value, "a rented buffer");
        if (random.Next(8) == 0)
        {
            // What a session has rented outlives its worker.
            NativeFunction crash = await session.FaultAsync("int null_read(void)");
            await Failures.ExpectAsync<NativeCrashException>(() => caller.CallAsync(crash, random));
            Expect(rented.Span[^1], value, "a rented buffer after a crash");
            WorkerLostException lost = await Failures.ExpectAsync<WorkerLostException>(() => caller.CallAsync(targets["add"], random, 1, 2));
            Expect(lost.Started, false, "whether a call on a lost session had started");
        }
    }

    private static void Expect<T>(T actual, T expected, string what)
        where T : IEquatable<T>
    {
        if (!actual.Equals(expected))
        {
            throw new BrokenPromiseException($"{what}: {actual} and not {expected}.");
        }
    }
}
