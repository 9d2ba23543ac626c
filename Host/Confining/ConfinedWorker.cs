using FfiIsolation.Processes;

namespace FfiIsolation.Confining;

/// <summary>One worker whose system calls the host is asked about. Of the listener's thread alone.</summary>
internal sealed class ConfinedWorker : IDisposable
{
    /// <summary>Refusals after which a worker is no library that asks in vain, but one that keeps its host busy.</summary>
    private const int MaxRefusals = 10_000;

    private readonly SystemCallJudge _judge;
    private readonly RefusalLog _refusals;
    private readonly Action _violated;
    private bool _hasListener;
    private int _refused;

    /// <param name="socket">Where the worker's listener arrives; owned.</param>
    /// <param name="violated">Called where a worker asks without end, or what it asks cannot be answered. Must not throw.</param>
    public ConfinedWorker(int socket, SystemCallJudge judge, RefusalLog refusals, Action violated)
    {
        Descriptor = socket;
        _judge = judge;
        _refusals = refusals;
        _violated = violated;
    }

    /// <summary>What is to be polled: the socket, later the listener.</summary>
    public int Descriptor { get; private set; }

    /// <returns>Whether there is more to come.</returns>
    public bool Serve(short events)
    {
        if (!_hasListener)
        {
            int listener = (events & LinuxCalls.PollIn) != 0 ? ListenerCalls.TakeListener(Descriptor) : -1;
            LinuxCalls.Close(Descriptor);
            Descriptor = listener;
            _hasListener = listener >= 0;
            return _hasListener;
        }

        if ((events & LinuxCalls.PollIn) == 0)
        {
            return false;
        }

        if (ListenerCalls.Take(Descriptor) is not { } taken)
        {
            return true;
        }

        SystemCallVerdict verdict = Judge(taken.Question);
        if (verdict.Refused is { } refused && ListenerCalls.StillWaits(Descriptor, taken.Id))
        {
            _refusals.Add(_judge.Worker, taken.Question.Caller, SystemCallRules.Find(taken.Question.Number)?.Name ?? "unknown", refused);
            if (++_refused == MaxRefusals)
            {
                _violated();
            }
        }

        ListenerCalls.Answer(Descriptor, taken.Id, verdict.IsAllowed);
        return true;
    }

    /// <summary>Ends a worker that cannot be answered: it would wait for ever.</summary>
    public void GiveUp() => _violated();

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            LinuxCalls.Close(Descriptor);
            Descriptor = -1;
        }
    }

    private SystemCallVerdict Judge(SystemCallQuestion question)
    {
        try
        {
            return _judge.Judge(question);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or OverflowException)
        {
            // What cannot be found out about the caller, who may be gone, is no reason to let it pass.
            return new SystemCallVerdict(false, null);
        }
    }
}
