// Lua: a script, a C# function that it calls, an error of a script, and one that nobody catches.
namespace FfiIsolation.Samples.RealLibraries;

internal static class Lua
{
    private const int Ok = 0, RunError = 2, AllResults = -1;

    public static void Run(NativeHost host, string folder)
    {
        using NativeSession session = host.OpenSession();
        ILua lua = ILua.On(session);
        using (NativeHandle state = lua.New()!)                 // lua_close
        {
            lua.OpenLibraries(state);
            Step.Is("6 * 7", 42L, lua.ToInteger(Evaluate(lua, state, "return 6 * 7"), -1, NativePointer.Null));
            Step.Is("a text", "kayak", lua.ToText(Evaluate(lua, state, "return string.reverse('kayak')"), -1, NativePointer.Null));

            // A lua_CFunction in C#: takes its arguments from the stack, leaves its results there, and says how many these are.
            using NativeCallback sum = NativeCallback.Of((NativePointer caller) =>
            {
                int count = lua.Top(caller);
                lua.PushNumber(caller, Enumerable.Range(1, count).Sum(i => lua.ToNumber(caller, i, NativePointer.Null)));
                return 1;
            });
            lua.PushFunction(state, sum, 0);
            lua.SetGlobal(state, "sum");
            Step.Is("a script that calls C#", 10.5, lua.ToNumber(Evaluate(lua, state, "return sum(1, 2, 3, 4.5)"), -1, NativePointer.Null));

            Step.Is("load", Ok, lua.Load(state, "error('no more tea', 0)"));
            Step.Is("call", RunError, lua.ProtectedCall(state, 0, AllResults, 0, 0, NativePointer.Null));
            Step.Is("an error of a script", "no more tea", lua.ToText(state, -1, NativePointer.Null));

            using NativeCallback fails = NativeCallback.Of((NativePointer _) => FailInCSharp());
            lua.PushFunction(state, fails, 0);
            lua.SetGlobal(state, "fail");
            Step.Throws<NotSupportedException>("thrown in C#, through Lua", () => Evaluate(lua, state, "return fail()"));

            Step.Is("load", Ok, lua.Load(state, "error('nobody catches this', 0)"));
            Step.Crashes("an error out of an unprotected call", () => lua.Call(state, 0, 0, 0, NativePointer.Null));
        }

        using NativeSession next = host.OpenSession();
        ILua another = ILua.On(next);
        using NativeHandle fresh = another.New()!;
        Step.Is("and the next", 42L, another.ToInteger(Evaluate(another, fresh, "return 6 * 7"), -1, NativePointer.Null));
    }

    private static int FailInCSharp() => throw new NotSupportedException("the kettle is broken");

    /// <summary>Runs a script, whose results lie on top of the stack then.</summary>
    private static NativeHandle Evaluate(ILua lua, NativeHandle state, string script)
    {
        lua.SetTop(state, 0);
        bool isWell = lua.Load(state, script) == Ok && lua.ProtectedCall(state, 0, AllResults, 0, 0, NativePointer.Null) == Ok;
        Step.Require(isWell, $"{script}: {(isWell ? "" : lua.ToText(state, -1, NativePointer.Null))}");
        return state;
    }
}

// lua_call, lua_pcall, lua_tonumber, lua_tostring and lua_pushcfunction of lua.h are macros around these.
[NativeLibrary("lua5.4")]
public partial interface ILua
{
    [NativeFunction("lua_State *luaL_newstate(void) __attribute__((malloc(lua_close)))")]
    NativeHandle? New();

    [NativeFunction("void luaL_openlibs(lua_State *L)")]
    void OpenLibraries(NativeHandle state);

    [NativeFunction("int luaL_loadstring(lua_State *L, const char *script)")]
    int Load(NativeHandle state, string script);

    [NativeFunction("int lua_pcallk(lua_State *L, int arguments, int results, int handler, intptr_t context, int (*continuation)(lua_State *, int, intptr_t))")]
    int ProtectedCall(NativeHandle state, int arguments, int results, int handler, nint context, NativePointer continuation);

    [NativeFunction("void lua_callk(lua_State *L, int arguments, int results, intptr_t context, int (*continuation)(lua_State *, int, intptr_t))")]
    void Call(NativeHandle state, int arguments, int results, nint context, NativePointer continuation);

    [NativeFunction("int lua_gettop(lua_State *L)")]
    int Top(NativePointer state);

    [NativeFunction("void lua_settop(lua_State *L, int index)")]
    void SetTop(NativeHandle state, int index);

    [NativeFunction("const char *lua_tolstring(lua_State *L, int index, size_t *length)")]
    string? ToText(NativeHandle state, int index, NativePointer length);

    [NativeFunction("long long lua_tointegerx(lua_State *L, int index, int *isNumber)")]
    long ToInteger(NativeHandle state, int index, NativePointer isNumber);

    [NativeFunction("double lua_tonumberx(lua_State *L, int index, int *isNumber)")]
    double ToNumber(NativeArgument state, int index, NativePointer isNumber);

    [NativeFunction("void lua_pushnumber(lua_State *L, double number)")]
    void PushNumber(NativePointer state, double number);

    [NativeFunction("void lua_pushcclosure(lua_State *L, int (*function)(lua_State *), int values)")]
    void PushFunction(NativeHandle state, NativeCallback function, int values);

    [NativeFunction("void lua_setglobal(lua_State *L, const char *name)")]
    void SetGlobal(NativeHandle state, string name);
}
