// The ways to make a callback of a delegate. Each body is compiled for its types: no boxing, no reflection, no allocation for numbers and pointers.
using FfiIsolation.Callbacks;

namespace FfiIsolation;

public sealed partial class NativeCallback
{
    /// <summary>A callback of no parameters.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Void),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => callback());
    }

    /// <summary>A callback of one parameter.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1>(Action<T1> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Void, DelegateValue.Of<T1>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => callback(arguments.Take<T1>(0)));
    }

    /// <summary>A callback of two parameters.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, T2>(Action<T1, T2> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Void, DelegateValue.Of<T1>(), DelegateValue.Of<T2>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => callback(arguments.Take<T1>(0), arguments.Take<T2>(1)));
    }

    /// <summary>A callback of three parameters.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, T2, T3>(Action<T1, T2, T3> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Void, DelegateValue.Of<T1>(), DelegateValue.Of<T2>(), DelegateValue.Of<T3>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => callback(arguments.Take<T1>(0), arguments.Take<T2>(1), arguments.Take<T3>(2)));
    }

    /// <summary>A callback of four parameters.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, T2, T3, T4>(Action<T1, T2, T3, T4> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Void, DelegateValue.Of<T1>(), DelegateValue.Of<T2>(), DelegateValue.Of<T3>(), DelegateValue.Of<T4>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => callback(arguments.Take<T1>(0), arguments.Take<T2>(1), arguments.Take<T3>(2), arguments.Take<T4>(3)));
    }

    /// <summary>A callback of five parameters.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Void, DelegateValue.Of<T1>(), DelegateValue.Of<T2>(), DelegateValue.Of<T3>(), DelegateValue.Of<T4>(), DelegateValue.Of<T5>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => callback(arguments.Take<T1>(0), arguments.Take<T2>(1), arguments.Take<T3>(2), arguments.Take<T4>(3), arguments.Take<T5>(4)));
    }

    /// <summary>A callback of six parameters.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Void, DelegateValue.Of<T1>(), DelegateValue.Of<T2>(), DelegateValue.Of<T3>(), DelegateValue.Of<T4>(), DelegateValue.Of<T5>(), DelegateValue.Of<T6>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => callback(arguments.Take<T1>(0), arguments.Take<T2>(1), arguments.Take<T3>(2), arguments.Take<T4>(3), arguments.Take<T5>(4), arguments.Take<T6>(5)));
    }

    /// <summary>A callback of no parameters with a result.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<TResult>(Func<TResult> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Of<TResult>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => CallbackValue.Write(place, callback(), answer));
    }

    /// <summary>A callback of one parameter with a result.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, TResult>(Func<T1, TResult> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Of<TResult>(), DelegateValue.Of<T1>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => CallbackValue.Write(place, callback(arguments.Take<T1>(0)), answer));
    }

    /// <summary>A callback of two parameters with a result.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, T2, TResult>(Func<T1, T2, TResult> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Of<TResult>(), DelegateValue.Of<T1>(), DelegateValue.Of<T2>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => CallbackValue.Write(place, callback(arguments.Take<T1>(0), arguments.Take<T2>(1)), answer));
    }

    /// <summary>A callback of three parameters with a result.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Of<TResult>(), DelegateValue.Of<T1>(), DelegateValue.Of<T2>(), DelegateValue.Of<T3>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => CallbackValue.Write(place, callback(arguments.Take<T1>(0), arguments.Take<T2>(1), arguments.Take<T3>(2)), answer));
    }

    /// <summary>A callback of four parameters with a result.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Of<TResult>(), DelegateValue.Of<T1>(), DelegateValue.Of<T2>(), DelegateValue.Of<T3>(), DelegateValue.Of<T4>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => CallbackValue.Write(place, callback(arguments.Take<T1>(0), arguments.Take<T2>(1), arguments.Take<T3>(2), arguments.Take<T4>(3)), answer));
    }

    /// <summary>A callback of five parameters with a result.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, T2, T3, T4, T5, TResult>(Func<T1, T2, T3, T4, T5, TResult> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Of<TResult>(), DelegateValue.Of<T1>(), DelegateValue.Of<T2>(), DelegateValue.Of<T3>(), DelegateValue.Of<T4>(), DelegateValue.Of<T5>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => CallbackValue.Write(place, callback(arguments.Take<T1>(0), arguments.Take<T2>(1), arguments.Take<T3>(2), arguments.Take<T4>(3), arguments.Take<T5>(4)), answer));
    }

    /// <summary>A callback of six parameters with a result.</summary>
    /// <remarks>What each type can be is said at <see cref="NativeCallback"/>; it is checked when the C type is known, before anything runs.</remarks>
    /// <param name="callback">The delegate.</param>
    public static NativeCallback Of<T1, T2, T3, T4, T5, T6, TResult>(Func<T1, T2, T3, T4, T5, T6, TResult> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new NativeCallback(
            new DelegateSignature(DelegateValue.Of<TResult>(), DelegateValue.Of<T1>(), DelegateValue.Of<T2>(), DelegateValue.Of<T3>(), DelegateValue.Of<T4>(), DelegateValue.Of<T5>(), DelegateValue.Of<T6>()),
            (in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer) => CallbackValue.Write(place, callback(arguments.Take<T1>(0), arguments.Take<T2>(1), arguments.Take<T3>(2), arguments.Take<T4>(3), arguments.Take<T5>(4), arguments.Take<T6>(5)), answer));
    }
}
