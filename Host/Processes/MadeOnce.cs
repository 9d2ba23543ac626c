namespace FfiIsolation.Processes;

/// <summary>Something that a process has one of, made when it is first asked for. Unlike <see cref="Lazy{T}"/> it keeps no failure: where the system had no descriptor or thread to
/// spare, the next one who asks may have more luck.</summary>
internal sealed class MadeOnce<T>(Func<T> make)
    where T : class
{
    private readonly Lock _making = new();
    private T? _value;

    public T Value
    {
        get
        {
            if (Volatile.Read(ref _value) is { } made)
            {
                return made;
            }

            lock (_making)
            {
                return _value ??= make();
            }
        }
    }
}
