namespace FfiIsolation.Supervision;

internal static class TaskObserver
{
    /// <summary>Says of a task that nobody waits for that its failure is of no interest: it must not reach <see cref="TaskScheduler.UnobservedTaskException"/>.</summary>
    public static void Observe(this Task task) =>
        task.ContinueWith(
            static failed => _ = failed.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
