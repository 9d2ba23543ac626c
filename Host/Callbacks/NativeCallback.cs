using FfiIsolation.Callbacks;

namespace FfiIsolation;

/// <summary>
/// A delegate that native code can call, as a C function pointer: pass it where a prototype has a function pointer, or where it has a <c>void *</c> if it
/// knows its own C prototype. Immutable but for its disposal; safe for use from many threads, and native code may call it from several at a time.
/// </summary>
/// <remarks>
/// <para>A parameter of the delegate is the type that holds every value of the C type: an integer of at least its size, <see cref="bool"/>,
/// <see cref="float"/>, <see cref="double"/>, <see cref="LongDouble"/>, <see cref="Half"/>, <see cref="Int128"/>, <see cref="NativePointer"/> or
/// <see cref="nint"/> for a pointer, <see cref="string"/> for a <c>char *</c> that is text, <see cref="NativeStruct"/> or a struct of the same size for a struct.
/// A result is the type whose every value the C type holds.</para>
/// <para>The delegate runs in this process: a call made through <see cref="NativeFunction.Invoke(ReadOnlySpan{NativeArgument})"/> runs it on the thread that waits
/// there, <see cref="NativeFunction.InvokeAsync(ReadOnlySpan{NativeArgument})"/> on a thread of the pool, as does a thread that the library made. An exception in it
/// ends the call: C gets zero, or what <see cref="ReturningOnError"/> said, the callbacks that follow get the same without running the delegate, and when the native function has
/// returned, its caller gets the exception.</para>
/// <para>Passed to a function of a host, it can be called until that call ends. Passed to a function of a session, or bound by a session,
/// it can be called until the session ends or it is disposed; from then on native code that calls it gets zero.</para>
/// </remarks>
public sealed partial class NativeCallback : IDisposable
{
    private readonly CallbackBody _body;
    private readonly Prototype? _prototype;
    private readonly DelegateSignature? _signature;
    private readonly NativeArgument? _errorResult;

    /// <summary>One for each C type that it was passed as: a binding in a worker is known by it.</summary>
    private CallbackPlan[] _plans = [];
    private readonly Lock _lock = new();
    private volatile bool _disposed;

    private NativeCallback(DelegateSignature? signature, CallbackBody body)
    {
        _signature = signature;
        _body = body;
    }

    private NativeCallback(NativeCallback of, Prototype? prototype, NativeArgument? errorResult)
    {
        _signature = of._signature;
        _body = of._body;
        _prototype = prototype;
        _errorResult = errorResult;
    }

    /// <summary>Whether it was disposed: native code that calls it gets zero.</summary>
    public bool IsDisposed => _disposed;

    internal CallbackBody Body => _body;

    /// <summary>A callback of any C type.</summary>
    /// <param name="callback">The delegate, which takes its arguments by number.</param>
    public static NativeCallback Of(CallbackHandler callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            null,
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => CallbackResultWriter.Write(place, callback(arguments), answer));
    }

    /// <summary>The same callback with a C prototype of its own: for a <c>void *</c> place, or to say more than the function pointer's type does, such as by
    /// <c>access</c> what its pointers point at, which then comes along with the callback.</summary>
    /// <param name="prototype">A function declaration, such as <c>int compare(const int *a, const int *b)</c>.</param>
    /// <param name="declarations">The types that it uses; null for those of the platform alone.</param>
    /// <returns>A new callback.</returns>
    /// <exception cref="PrototypeException">The text is no prototype.</exception>
    /// <exception cref="ArgumentException">The delegate does not fit it; says which parameter.</exception>
    public NativeCallback As(string prototype, Declarations? declarations = null)
    {
        Prototype parsed = Prototype.Parse(prototype, declarations ?? Declarations.Empty);
        var callback = new NativeCallback(this, parsed, _errorResult);
        callback.PlanFor(parsed.Name, null);
        return callback;
    }

    /// <summary>The same callback with a value that C gets where the delegate throws, instead of zero.</summary>
    /// <param name="value">The value; checked against the C type when that is known.</param>
    /// <returns>A new callback.</returns>
    public NativeCallback ReturningOnError(NativeArgument value) => new(this, _prototype, value);

    /// <summary>Takes it back: native code that still calls it gets zero. A call of it under way is not interrupted.</summary>
    public void Dispose() => _disposed = true;

    /// <summary>The C prototype, where it has one of its own.</summary>
    public override string ToString() => _prototype?.ToString() ?? _signature?.ToString() ?? nameof(NativeCallback);

    /// <summary>How it is called as a function of this type.</summary>
    /// <param name="name">What messages and reports call it.</param>
    /// <param name="type">null where the place says nothing, such as <c>void *</c>.</param>
    /// <exception cref="ArgumentException">The delegate does not fit the type.</exception>
    internal CallbackPlan PlanFor(string name, FunctionType? type)
    {
        if (_prototype is not null)
        {
            return type is null || CallbackCompatibility.AreCalledAlike(type, _prototype.Type)
                ? FindPlan(_prototype.Name, _prototype.Type)
                : throw new ArgumentException($"it is '{_prototype}', which is not called as '{type}' is");
        }

        return type is null
            ? throw new ArgumentException($"its C prototype is not known here; say it by {nameof(NativeCallback)}.{nameof(As)}")
            : FindPlan(name, type);
    }

    /// <summary>What C gets where the delegate did not answer.</summary>
    internal void WriteErrorResult(CallbackResultPlace place, Span<byte> answer)
    {
        if (_errorResult is { } value)
        {
            CallbackResultWriter.Write(place, value, answer);
        }
    }

    private CallbackPlan FindPlan(string name, FunctionType type)
    {
        foreach (CallbackPlan known in Volatile.Read(ref _plans))
        {
            if (ReferenceEquals(known.Type, type))
            {
                return known;
            }
        }

        lock (_lock)
        {
            foreach (CallbackPlan known in _plans)
            {
                if (known.Type.Equals(type))
                {
                    return known;
                }
            }

            CallbackPlan plan = MakePlan(name, type);
            Volatile.Write(ref _plans, [.. _plans, plan]);
            return plan;
        }
    }

    private CallbackPlan MakePlan(string name, FunctionType type)
    {
        if (_signature?.WhyNot(type) is { } why)
        {
            throw new ArgumentException(why);
        }

        var plan = new CallbackPlan(name, type, _signature?.Texts ?? 0);
        if (_errorResult is { } value)
        {
            // To be told of a value that does not fit now, and not when something else has gone wrong.
            CallbackResultWriter.Write(plan.Result, value, new byte[plan.AnswerSize]);
        }

        return plan;
    }
}
