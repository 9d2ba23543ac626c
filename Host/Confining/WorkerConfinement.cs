using FfiIsolation.Processes;

namespace FfiIsolation.Confining;

/// <summary>The confinement that all workers of a host start with, worked out once.</summary>
internal sealed class WorkerConfinement
{
    private readonly Confinement _confinement;
    private readonly Action<RefusedAction> _refused;
    private readonly IReadOnlyList<string> _readable;
    private readonly IReadOnlyList<string> _writable;

    public WorkerConfinement(Confinement confinement, string workerPath, Action<RefusedAction> refused)
    {
        _confinement = confinement;
        _refused = refused;
        IReadOnlyList<string> read = SystemPaths.Read(confinement, workerPath, AppContext.BaseDirectory, Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"));
        IReadOnlyList<string> write = SystemPaths.Write(confinement);
        Image = ConfinementImage.Of(confinement, read, write);
        _readable = confinement.AllowFiles ? [] : Real(read);
        _writable = confinement.AllowFiles ? [] : Real(write);
    }

    /// <summary>What the worker's constructor is told.</summary>
    public byte[] Image { get; }

    /// <summary>Whether the worker sends a listener.</summary>
    public bool AsksHost => _confinement.AsksHost;

    /// <summary>The limit of a worker's memory, null for none.</summary>
    public long? MemoryLimitBytes => _confinement.MaxMemoryBytes;

    public RefusalLog NewLog() => new(_confinement.Name, _refused);

    /// <summary>Answers for a worker that has been started.</summary>
    /// <param name="socket">Where its listener arrives; not the caller's any more.</param>
    public void Watch(int socket, ChildProcess process, RefusalLog refusals)
    {
        // What a process sees of itself has its number in it.
        string[] readable = _confinement.AllowFiles ? [] : [.. _readable, $"/proc/{process.Id}"];
        var confined = new ConfinedWorker(socket, new SystemCallJudge(process.Id, new WorkerView(process.Id), readable, _writable), refusals, process.Kill);
        SystemCallListener.Instance.Add(confined);
        process.Exited.ContinueWith(_ => SystemCallListener.Instance.Remove(confined), TaskScheduler.Default);
    }

    private static string[] Real(IReadOnlyList<string> paths) => [.. paths.Where(path => path != "/proc/self").Select(RealPath.Of).OfType<string>()];
}
