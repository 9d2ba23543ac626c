namespace FfiIsolation.Sessions;

/// <summary>The last sessions of this process that lost their workers, by the generation that stale pointers carry: whoever uses one is told what became of it.</summary>
internal static class LostSessions
{
    /// <summary>The more are kept, the more reports are.</summary>
    private const int Remembered = 32;

    private static readonly Lock s_lock = new();

    // Guarded by s_lock.
    private static readonly Queue<SessionLoss> s_losses = new();

    /// <summary>Remembers one, once.</summary>
    public static void Add(SessionLoss loss)
    {
        lock (s_lock)
        {
            if (s_losses.Contains(loss))
            {
                return;
            }

            if (s_losses.Count == Remembered)
            {
                s_losses.Dequeue();
            }

            s_losses.Enqueue(loss);
        }
    }

    public static SessionLoss? Find(int generation)
    {
        lock (s_lock)
        {
            return s_losses.FirstOrDefault(loss => loss.Generation == generation);
        }
    }
}
