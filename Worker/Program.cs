// The worker's entry point. Its native constructor has run before this.
if (Environment.GetEnvironmentVariable("FFI_PIPE") is null)
{
    Console.Error.WriteLine("ffi-worker is started by FfiIsolation and is of no use alone.");
    return 64;
}

return 0;
