using FfiIsolation.Calls;
using FfiIsolation.Libraries;
using FfiIsolation.Members;
using FfiIsolation.Workers;

namespace FfiIsolation;

/// <summary>
/// A global variable of a native library. It exists once in each worker, so it is read and written through a session; a host, whose calls run in any worker, reads constants alone.
/// Safe for use from many threads.
/// </summary>
public sealed class NativeVariable
{
    private readonly ICallScope _scope;
    private readonly LibraryEntry _entry;
    private readonly DeclaredVariable _declared;

    internal NativeVariable(ICallScope scope, IsolatedLibrary library, LibraryEntry entry, DeclaredVariable declared)
    {
        _scope = scope;
        _entry = entry;
        _declared = declared;
        Library = library;
        IsConst = IsConstant(declared);
    }

    /// <summary>Its name, which is the symbol looked up in the library.</summary>
    public string Name => _declared.Name;

    /// <summary>Its type.</summary>
    public CType Type => _declared.Type;

    /// <summary>Whether it is declared <c>const</c>, so that it cannot be written.</summary>
    public bool IsConst { get; }

    /// <summary>The library.</summary>
    public IsolatedLibrary Library { get; }

    /// <summary>Reads its value as the .NET type that is nearest to its own; see <see cref="NativeStruct"/>.</summary>
    /// <exception cref="CallRejectedException">It is no constant, and this is a host.</exception>
    public object? Read() => Read<object>();

    /// <summary>Reads its value as a type that can hold it.</summary>
    /// <typeparam name="T">As for <see cref="NativeStruct.Get{T}"/>; besides, <see cref="string"/> for a <c>char *</c>, whose text is read (UTF-8; null for a null pointer).</typeparam>
    /// <exception cref="CallRejectedException">It is no constant, and this is a host.</exception>
    /// <exception cref="OverflowException">The value is not exactly a <typeparamref name="T"/>.</exception>
    /// <exception cref="InvalidCastException">No value of its type can become a <typeparamref name="T"/>.</exception>
    public T Read<T>() => ReadAsync<T>().GetAwaiter().GetResult();

    /// <inheritdoc cref="Read{T}()"/>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<T> ReadAsync<T>(CancellationToken cancellationToken = default)
    {
        ThrowIfNoSize();
        if (!IsConst)
        {
            ThrowIfHost("read");
        }

        bool isText = typeof(T) == typeof(string) && Type is PointerType { Pointee: IntegerType { Kind: IntegerKind.Char } };
        return _scope.RunAsync(
            async (worker, access) =>
            {
                ulong address = await access.FindAsync(worker, _entry, Name).ConfigureAwait(false);
                byte[] bytes = await access.ReadAsync(worker, address, Type.Size).ConfigureAwait(false);
                if (isText)
                {
                    ulong text = BitConverter.ToUInt64(bytes);
                    return (T)(object?)(text == 0 ? null : await access.ReadTextAsync(worker, text).ConfigureAwait(false))!;
                }

                return Decode<T>(bytes, worker.Generation);
            },
            Name,
            cancellationToken);
    }

    /// <summary>Writes its value.</summary>
    /// <param name="value">As for <see cref="NativeStruct.Set"/>.</param>
    /// <exception cref="ArgumentException">The value does not fit; nothing was written.</exception>
    /// <exception cref="CallRejectedException">It is <c>const</c>, or this is a host.</exception>
    /// <exception cref="StaleHandleException">A pointer belongs to another worker.</exception>
    public void Write(object? value) => WriteAsync(value).GetAwaiter().GetResult();

    /// <inheritdoc cref="Write"/>
    /// <param name="value">As for <see cref="NativeStruct.Set"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task WriteAsync(object? value, CancellationToken cancellationToken = default)
    {
        ThrowIfNoSize();
        if (IsConst)
        {
            throw new CallRejectedException($"'{_declared}' is const, so it is not written.");
        }

        ThrowIfHost("written");
        byte[] bytes = Encode(value);
        return _scope.RunAsync(
            async (worker, access) =>
            {
                ulong address = await access.FindAsync(worker, _entry, Name).ConfigureAwait(false);
                await access.WriteAsync(worker, address, bytes).ConfigureAwait(false);
                return true;
            },
            Name,
            cancellationToken);
    }

    /// <summary>Its address in the session's worker: what C's <c>&amp;</c> gives.</summary>
    /// <exception cref="CallRejectedException">This is a host.</exception>
    public NativePointer GetAddress() => GetAddressAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="GetAddress"/>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<NativePointer> GetAddressAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfHost("pointed at");
        return _scope.RunAsync(
            async (worker, access) => new NativePointer(await access.FindAsync(worker, _entry, Name).ConfigureAwait(false), worker.Generation, inSession: true), Name, cancellationToken);
    }

    /// <summary>The declaration.</summary>
    public override string ToString() => _declared.ToString();

    // An array's elements have its qualifiers.
    private static bool IsConstant(DeclaredVariable declared)
    {
        TypeQualifiers qualifiers = declared.Qualifiers;
        for (CType type = declared.Type; type is ArrayType array; type = array.Element)
        {
            qualifiers |= array.ElementQualifiers;
        }

        return (qualifiers & TypeQualifiers.Const) != 0;
    }

    private T Decode<T>(byte[] bytes, int generation)
    {
        var origins = new PointerOrigins();
        origins.Filled(generation, inSession: _scope.PointerGeneration is not null);
        return (T)new MemberReader(bytes, origins).Read(Whole(), typeof(T))!;
    }

    private byte[] Encode(object? value)
    {
        byte[] bytes = new byte[Type.Size];
        var origins = new PointerOrigins();
        new MemberWriter(bytes, origins).Write(Whole(), value);
        foreach (NativePointer pointer in origins.Of(Type, bytes))
        {
            if (!pointer.InSession || pointer.Generation != _scope.PointerGeneration)
            {
                throw new StaleHandleException($"'{_declared}' cannot be {pointer}: it belongs to worker {pointer.Generation}, not to this session.", pointer);
            }
        }

        return bytes;
    }

    private ValuePlace Whole() => new(Type, 0, null, Name);

    private void ThrowIfNoSize()
    {
        if (!Type.IsComplete)
        {
            throw new CallRejectedException($"'{_declared}' is declared without its size; declare it with one, or read at its address in a session.");
        }
    }

    private void ThrowIfHost(string done)
    {
        if (_scope.PointerGeneration is null)
        {
            throw new CallRejectedException(
                $"'{_declared}' exists once in every worker, and a host's calls run in any of them: it is {done} through a session ({nameof(NativeHost)}.{nameof(NativeHost.OpenSession)}). A host reads constants alone.");
        }
    }
}
