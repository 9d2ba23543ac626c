using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>One buffer goes in, and what guards it is all that differs.</summary>
internal sealed class IsolatedTextRow(string name, string work, BufferGuarding guarding, Goal goal) : IsolatedRow(name, work, goal)
{
    protected override NativeHostOptions Options { get; } = new() { BufferGuarding = guarding };

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction length = host.Load("c").Function("size_t strlen(const char *s)");
        string text = new('a', 64);
        return context.Meter.MeasureAsync(Run);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                length.Invoke(text);
            }

            return default;
        }
    }
}
