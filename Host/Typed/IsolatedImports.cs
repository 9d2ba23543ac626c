using System.Diagnostics.CodeAnalysis;

namespace FfiIsolation;

/// <summary>Where the methods that <see cref="IsolatedImportAttribute"/> marks make their calls: one host for the process, which is started when it is first needed. Safe for use from many threads.</summary>
public static class IsolatedImports
{
    private static readonly Lock s_lock = new();
    private static NativeHost? s_host;
    private static NativeHost? s_own;
    private static NativeSession? s_session;

    /// <summary>
    /// The host of all imports. Where none was set, one is started with the default options by whoever asks first, and ended with the process. Setting it concerns calls from then on; the
    /// host that is set stays its owner's to dispose of. Setting null goes back to the one of the library's own. <see cref="Session"/> is closed.
    /// </summary>
    /// <exception cref="WorkerUnavailableException">None was set, and none can be started.</exception>
    /// <exception cref="PlatformNotSupportedException">The same: this is not Linux on x86-64 with glibc.</exception>
    [AllowNull]
    public static NativeHost Host
    {
        get => Volatile.Read(ref s_host) ?? StartOwn();
        set
        {
            NativeSession? old;
            lock (s_lock)
            {
                Volatile.Write(ref s_host, value ?? s_own);
                old = s_session;
                Volatile.Write(ref s_session, null);
            }

            old?.Dispose();
        }
    }

    /// <summary>
    /// The session of those imports that have to do with pointers which outlive a call. Opened when it is first needed, and again after its worker has ended: an address from before belongs
    /// to nothing then.
    /// </summary>
    /// <exception cref="WorkerUnavailableException">No worker can be had.</exception>
    /// <exception cref="CallRejectedException">As many sessions of the host are open as may be.</exception>
    public static NativeSession Session => Volatile.Read(ref s_session) is { IsWorkerGone: false } session ? session : OpenSession();

    private static NativeHost StartOwn()
    {
        lock (s_lock)
        {
            if (s_host is { } host)
            {
                return host;
            }

            s_own = NativeHost.Start();
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => s_own.Dispose();
            Volatile.Write(ref s_host, s_own);
            return s_own;
        }
    }

    private static NativeSession OpenSession()
    {
        lock (s_lock)
        {
            if (s_session is { IsWorkerGone: false } session)
            {
                return session;
            }

            s_session?.Dispose();
            NativeSession opened = Host.OpenSession();
            Volatile.Write(ref s_session, opened);
            return opened;
        }
    }
}
