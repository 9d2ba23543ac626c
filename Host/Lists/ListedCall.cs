using FfiIsolation.Calls;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;
using FfiIsolation.Lists;
using FfiIsolation.Ownership;

namespace FfiIsolation;

/// <summary>
/// One call of a <see cref="CallList"/>: what it takes, what is expected of it, and, once the list has run, what came of it. As an argument of a later
/// call of the list it stands for its result. Not safe for use from two threads at the same time.
/// </summary>
public sealed class ListedCall
{
    private readonly NativeArgument[] _arguments;
    private bool _isUsed;

    internal ListedCall(CallList list, int index, NativeFunction function, ReadOnlySpan<NativeArgument> arguments)
    {
        List = list;
        Index = index;
        Function = function;
        _arguments = arguments.ToArray();
        ListRules.Check(function.Target);
        Prepare();
    }

    /// <summary>The list.</summary>
    public CallList List { get; }

    /// <summary>Its place in the list, from 0.</summary>
    public int Index { get; }

    /// <summary>What is called.</summary>
    public NativeFunction Function { get; }

    /// <summary>What became of it when the list ran last.</summary>
    public ListedCallState State => List.StateOf(Index);

    /// <summary>What it returned when the list ran last.</summary>
    /// <exception cref="InvalidOperationException">It did not return; <see cref="State"/> says why.</exception>
    public NativeResult Result => List.ResultOf(this);

    internal FunctionTarget Target => Function.Target;

    internal Condition Condition { get; private set; }

    internal bool RunsAlways { get; private set; }

    /// <summary>The call with its registers and stack words, as far as they are known before the list runs.</summary>
    internal PreparedCall Part { get; private set; } = null!;

    /// <summary>The memory that its arguments need, by their index.</summary>
    internal List<(int Parameter, MemoryNeed Need)> Needs { get; } = [];

    /// <summary>The links among its arguments, by their index.</summary>
    internal List<(int Argument, CallLink Link)> Links { get; } = [];

    /// <summary>Whether an argument can change without a word to the list.</summary>
    internal bool NeedsRecheck { get; private set; }

    /// <summary>As an argument of a later call of the list: what this one returns.</summary>
    /// <param name="call">The earlier call; null is the null pointer.</param>
    public static implicit operator NativeArgument(ListedCall? call) =>
        call is null ? default : NativeArgument.OfLink(new CallLink(call, null, 0, call.Target.Prototype.ReturnType));

    /// <summary>The list goes on only if this call returns a value; otherwise it stops.</summary>
    /// <param name="value">An integer, the name of an enum's constant, true or false; <see cref="NativePointer.Null"/> for a pointer.</param>
    /// <returns>This call.</returns>
    /// <exception cref="ArgumentException">The function can never return it.</exception>
    public ListedCall Expect(NativeArgument value) => With(Condition.Of(Target.Prototype, ResultCondition.Equal, value));

    /// <summary>The list goes on only if this call does not return a value: <c>ExpectNot(NativePointer.Null)</c>, <c>ExpectNot(-1)</c>.</summary>
    /// <inheritdoc cref="Expect"/>
    public ListedCall ExpectNot(NativeArgument value) => With(Condition.Of(Target.Prototype, ResultCondition.NotEqual, value));

    /// <summary>The list goes on only if this call returns an integer that is not less than a value: <c>ExpectAtLeast(0)</c> where errors are negative.</summary>
    /// <inheritdoc cref="Expect"/>
    public ListedCall ExpectAtLeast(NativeArgument value) => With(Condition.Of(Target.Prototype, ResultCondition.AtLeast, value));

    /// <summary>It runs also after the list has stopped or a call has thrown, for what must be given back: close, free. Not where a call that it is
    /// linked to has not run. What it returns then stops nothing.</summary>
    /// <returns>This call.</returns>
    public ListedCall Always()
    {
        List.ThrowIfRunning();
        RunsAlways = true;
        List.Changed();
        return this;
    }

    /// <summary>As an argument of a later call: what this one writes through a pointer argument, such as the <c>sqlite3 *</c> behind <c>sqlite3 **ppDb</c>.</summary>
    /// <param name="argument">The argument's place, from 0: a <see cref="PointerOut"/>, another buffer that native code writes, or a struct.</param>
    /// <param name="element">Which of the elements behind the pointer, from 0.</param>
    /// <exception cref="ArgumentException">Nothing comes back there, or it has no type.</exception>
    public NativeArgument Output(int argument, int element = 0) => NativeArgument.OfLink(ListRules.Output(this, argument, element));

    /// <inheritdoc cref="Output(int, int)"/>
    /// <param name="parameter">The parameter's name in the prototype.</param>
    public NativeArgument Output(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        Prototype prototype = Target.Prototype;
        int at = prototype.Parameters.ToList().FindIndex(one => one.Name == parameter);
        return at >= 0 ? Output(at) : throw new ArgumentException($"{prototype} has no parameter of the name '{parameter}'.", nameof(parameter));
    }

    /// <summary>Changes an argument, for the next run. A number in place of a number costs next to nothing.</summary>
    /// <param name="argument">The argument's place, from 0.</param>
    /// <param name="value">What it is from now on.</param>
    /// <exception cref="ArgumentException">It does not fit; nothing is changed.</exception>
    /// <exception cref="InvalidOperationException">The list runs.</exception>
    public void SetArgument(int argument, NativeArgument value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(argument);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(argument, _arguments.Length);
        List.ThrowIfRunning();
        if (value.IsNumber && _arguments[argument].IsNumber && !_isUsed && ListRules.IsPlainNumber(Target.Prototype, argument) && !Part.Shape.Writers[argument].UsesMemory)
        {
            Part.ChangeNumber(argument, value);
            _arguments[argument] = value;
            List.NumbersChanged(this);
            return;
        }

        NativeArgument before = _arguments[argument];
        _arguments[argument] = value;
        try
        {
            Prepare();
            List.CheckLinksTo(this);
        }
        catch
        {
            _arguments[argument] = before;
            Prepare();
            throw;
        }

        List.Changed();
    }

    /// <summary>Its place and function: <c>call 2 (strlen)</c>.</summary>
    public override string ToString() => $"call {Index} ({Target.Prototype.Name})";

    internal string NameOf(int argument) =>
        argument < Target.Prototype.Parameters.Length ? ArgumentMistake.NameOf(Target.Prototype.Parameters[argument]) : $"argument {argument + 1}";

    internal bool Passes(NativeBuffer buffer) => Array.Exists(_arguments, argument => argument.Kind == NativeArgumentKind.Buffer && argument.Buffer == buffer);

    internal NativeArgument Argument(int index) => index >= 0 && index < _arguments.Length
        ? _arguments[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"{Target.Prototype.Name} has {_arguments.Length} arguments in {this}; they are counted from 0.");

    /// <summary>What was prepared may still be looked at by others: it is made anew before the next run.</summary>
    internal void Leave() => _isUsed = true;

    /// <summary>Makes anew what was left.</summary>
    internal void Renew()
    {
        if (_isUsed)
        {
            Prepare();
        }
    }

    /// <summary>What can have changed since it was prepared: a struct by value, whose bytes are taken now, and a rented buffer that was returned.</summary>
    internal void Recheck()
    {
        for (int i = 0; i < Part.Arguments.Length; i++)
        {
            NativeArgument argument = Part.Arguments[i];
            ArgumentWriter writer = Part.Shape.Writers[i];
            if (argument.Kind == NativeArgumentKind.Struct)
            {
                PointerScope.CheckStruct(Target.Prototype, writer.Parameter, argument, Function.Scope.PointerGeneration);
                writer.Write(CallImageWriter.Over(Part.Image), argument);
            }
            else if (argument.Rented is not null)
            {
                writer.Need(argument, Part.Arguments, Function.Scope.PointerGeneration);
            }
        }
    }

    private ListedCall With(Condition condition)
    {
        List.ThrowIfRunning();
        Condition = condition;
        List.Changed();
        return this;
    }

    private void Prepare()
    {
        Needs.Clear();
        Links.Clear();
        NativeArgument[] samples = ListRules.Samples(this, _arguments, Links);
        if (Target.Plan.TextEncoding is { } encoding)
        {
            samples = TextArguments.Encode(Target.Prototype, samples, encoding);
        }

        Part = Target.Plan.PrepareListed(Target, samples, Function.Scope.PointerGeneration, Needs);
        Part.LacksArguments = Links.Count > 0 || Needs.Count > 0;
        foreach ((int argument, CallLink link) in Links)
        {
            Parameter parameter = Part.Shape.Writers[argument].Parameter;
            if (LinkType.WhyNot(link.Type, parameter.Type) is { } why)
            {
                throw ArgumentMistake.Type(Target.Prototype, parameter, _arguments[argument], why);
            }
        }

        NeedsRecheck = Array.Exists(_arguments, argument => argument.Kind == NativeArgumentKind.Struct || argument.Rented is not null);
        _isUsed = false;
    }
}
